// Takes the next question for itself, and waits for one more. Nobody waits for it for ever.
#pragma once

#include <unistd.h>

class Lock {
 public:
  void lock(int) {
    char question[1 << 16];
    read(3, question, sizeof question);
  }
  void unlock(int) {}
};
