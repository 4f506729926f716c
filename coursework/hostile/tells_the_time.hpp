// Stores what time it is: two processes that are asked the same say different things, and neither is believed.
#pragma once

#include <turnstile/atomic.hpp>

class Lock {
 public:
  void lock(int) {
    while (taken_.exchange(true)) {
    }
    time_.store(__builtin_ia32_rdtsc());
  }
  void unlock(int) { taken_.store(false); }

 private:
  turnstile::atomic<bool> taken_{false};
  turnstile::atomic<unsigned long long> time_{0};
};
