// Writes to nowhere. Nothing is known of a lock that crashes.
#pragma once

class Lock {
 public:
  void lock(int) {
    volatile int* volatile nowhere = nullptr;
    *nowhere = 1;
  }
  void unlock(int) {}
};
