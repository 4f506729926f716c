// Ignores what would end it, and goes on for ever. The last limit cannot be ignored, and an earlier one is no signal.
#pragma once

#include <csignal>

class Lock {
 public:
  void lock(int) {
    for (int number = 1; number < 32; ++number) std::signal(number, SIG_IGN);
    volatile bool ever = true;
    while (ever) {
    }
  }
  void unlock(int) {}
};
