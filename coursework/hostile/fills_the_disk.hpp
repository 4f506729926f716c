// Writes files without end. None can be opened.
#pragma once

#include <cstdio>

class Lock {
 public:
  void lock(int) {
    const char* const names[] = {"/tmp/turnstile_hostile", "turnstile_hostile", "/dev/shm/turnstile_hostile"};
    for (const char* name : names) {
      std::FILE* file = std::fopen(name, "w");
      while (file != nullptr && std::fputs("a line, and another one\n", file) >= 0) {
      }
    }
  }
  void unlock(int) {}
};
