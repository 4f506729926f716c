// Test-and-set lock that sleeps while it waits.
// Source: std::atomic::wait, ISO/IEC 14882:2020, [atomics.wait].
// Expected: excludes and makes progress: each unlock() wakes one who sleeps. Overtaking is not bounded.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int) {
    while (held_.exchange(true, std::memory_order_acquire)) {
      // relaxed: the exchange decides.
      held_.wait(true, std::memory_order_relaxed);
    }
  }

  void unlock(int) {
    held_.store(false, std::memory_order_release);
    held_.notify_one();
  }

 private:
  atomic<bool> held_{false};
};
