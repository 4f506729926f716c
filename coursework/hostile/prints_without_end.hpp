// Floods whoever reads. Output is kept to a limit, and the rest is dropped.
#pragma once

#include <cstdio>

class Lock {
 public:
  void lock(int) {
    for (int i = 0; i < 2000000; ++i) std::puts("and so on, and so on, and so on, and so on, and so on, and so on");
  }
  void unlock(int) {}
};
