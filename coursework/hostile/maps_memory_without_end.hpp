// Takes all memory by another door. Limited by the address space of its process.
#pragma once

#include <sys/mman.h>

class Lock {
 public:
  void lock(int) {
    for (;;) {
      void* more = mmap(nullptr, 1 << 26, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
      if (more == MAP_FAILED) __builtin_trap();
    }
  }
  void unlock(int) {}
};
