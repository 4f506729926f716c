// No lock at all.
// Source: none; a template that was handed in as it was handed out.
// Expected: overlap.
#pragma once

class Lock {
 public:
  void lock(int) {}

  void unlock(int) {}
};
