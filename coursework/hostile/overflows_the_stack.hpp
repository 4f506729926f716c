// Calls itself without end, until it runs into the guard below its stack.
#pragma once

inline int deeper(volatile int n) { return n < 0 ? 0 : deeper(n + 1) + n; }

class Lock {
 public:
  void lock(int) { deeper(0); }
  void unlock(int) {}
};
