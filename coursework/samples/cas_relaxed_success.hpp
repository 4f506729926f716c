// A lock from compare-and-swap with a relaxed order where it succeeds.
// Source: none; a common mistake, which does not show on x86 processors.
// Expected: a data race. One thread at a time is inside, but does not see what the last one wrote.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int self) {
    while (!try_lock(self)) {
    }
  }

  bool try_lock(int) {
    bool expected = false;
    return held_.compare_exchange_strong(expected, true, std::memory_order_relaxed, std::memory_order_relaxed);
  }

  void unlock(int) { held_.store(false, std::memory_order_release); }

 private:
  atomic<bool> held_{false};
};
