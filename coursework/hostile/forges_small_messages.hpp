// Answers in pieces of a byte, so that all that follows is out of step.
#pragma once

#include <unistd.h>

class Lock {
 public:
  void lock(int) {
    const char piece = 1;
    for (int i = 0; i < 1000; ++i) write(3, &piece, 1);
  }
  void unlock(int) {}
};
