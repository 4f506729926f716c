// A loop in which nobody counts. It is ended when it has not answered for long.
#pragma once

class Lock {
 public:
  void lock(int) { asm volatile("1: jmp 1b"); }
  void unlock(int) {}
};
