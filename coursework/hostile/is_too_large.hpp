// A program of more bytes than there is room for.
#pragma once

char large[1ULL << 30] = {1};
class Lock {
 public:
  void lock(int) {}
  void unlock(int) {}
};
