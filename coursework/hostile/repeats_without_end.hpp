// A line of assembly that is a thousand million instructions.
#pragma once

__asm__(".rept 1000000000\n nop\n .endr\n");
class Lock {
 public:
  void lock(int) {}
  void unlock(int) {}
};
