// Has itself interrupted later. There are no timers.
#pragma once

#include <sys/time.h>
#include <unistd.h>

class Lock {
 public:
  void lock(int) {
    alarm(1);
    const itimerval soon = {{0, 1000}, {0, 1000}};
    setitimer(ITIMER_REAL, &soon, nullptr);
  }
  void unlock(int) {}
};
