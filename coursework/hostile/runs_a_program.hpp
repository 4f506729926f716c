// Becomes another program. There is none to become, or it can open nothing.
#pragma once

#include <cstdlib>

#include <unistd.h>

class Lock {
 public:
  void lock(int) {
    std::system("exit 0");
    execl("/bin/sh", "sh", "-c", "exit 0", nullptr);
  }
  void unlock(int) {}
};
