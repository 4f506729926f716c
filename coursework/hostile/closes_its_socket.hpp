// Cuts the line. Nothing is known of who does not answer.
#pragma once

#include <unistd.h>

class Lock {
 public:
  void lock(int) {
    for (int i = 0; i < 1024; ++i) close(i);
  }
  void unlock(int) {}
};
