// Jumps back into a function that has long returned. Whatever becomes of that is no verdict that it holds.
#pragma once

#include <csetjmp>

inline std::jmp_buf back;

class Lock {
 public:
  Lock() {
    if (setjmp(back) != 0) return;
  }
  void lock(int) { std::longjmp(back, 1); }
  void unlock(int) {}
};
