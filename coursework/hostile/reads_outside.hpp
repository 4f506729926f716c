// Is a lock only if it can read what it must not. No file can be opened.
#pragma once

#include <cstdio>

#include <turnstile/atomic.hpp>

class Lock {
 public:
  void lock(int) {
    std::FILE* file = std::fopen("/etc/passwd", "r");
    while (file != nullptr && taken_.exchange(true)) {
    }
  }
  void unlock(int) { taken_.store(false); }

 private:
  turnstile::atomic<bool> taken_{false};
};
