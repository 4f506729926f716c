// Test-and-set lock that is released by a relaxed store.
// Source: textbook; the flaw is ours, and does not show on x86 processors.
// Expected: a data race. One thread at a time is inside, but what the last one wrote need not be there for the next.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int) {
    while (held_.exchange(true, std::memory_order_acquire)) {
    }
  }

  void unlock(int) { held_.store(false, std::memory_order_relaxed); }

 private:
  atomic<bool> held_{false};
};
