// Leaves something behind. No file can be opened, whichever.
#pragma once

#include <cstdio>

class Lock {
 public:
  void lock(int) {
    if (std::FILE* file = std::fopen("/tmp/turnstile_was_here", "w")) std::fclose(file);
    std::remove("/tmp/turnstile_was_there");
  }
  void unlock(int) {}
};
