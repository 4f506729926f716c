// Is a lock once in sixteen times. All that is explored is one and the same lock, or none that is believed: two processes
// are asked each thing.
#pragma once

#include <turnstile/atomic.hpp>

class Lock {
 public:
  void lock(int) {
    if (__builtin_ia32_rdtsc() / 64 % 16 != 0) return;
    while (taken_.exchange(true)) {
    }
  }
  void unlock(int) { taken_.store(false); }

 private:
  turnstile::atomic<bool> taken_{false};
};
