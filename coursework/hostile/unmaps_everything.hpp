// Takes away the memory under its own feet.
#pragma once

#include <sys/mman.h>

class Lock {
 public:
  void lock(int) { munmap(nullptr, 1ULL << 46); }
  void unlock(int) {}
};
