// Shares a variable by an instruction that nobody watches. Each thread has one of its own then, which excludes nobody.
#pragma once

class Lock {
 public:
  void lock(int) {
    int taken = 1;
    while (taken != 0) __asm__ volatile("xchg %0, %1" : "+r"(taken), "+m"(taken_) : : "memory");
  }
  void unlock(int) { __asm__ volatile("movl $0, %0" : "=m"(taken_) : : "memory"); }

 private:
  int taken_ = 0;
};
