// Waits for a wake-up that never comes. Who waits in the operating system is ended.
#pragma once

#include <climits>

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

class Lock {
 public:
  void lock(int) {
    int word = 0;
    syscall(SYS_futex, &word, FUTEX_WAIT, 0, nullptr, nullptr, 0);
  }
  void unlock(int) {}
};
