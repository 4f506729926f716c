// Kills the grader, and everything else it may. System calls that kill fail.
#pragma once

#include <csignal>

#include <unistd.h>

class Lock {
 public:
  void lock(int) {
    kill(getppid(), SIGKILL);
    kill(-1, SIGKILL);
    kill(0, SIGKILL);
  }
  void unlock(int) {}
};
