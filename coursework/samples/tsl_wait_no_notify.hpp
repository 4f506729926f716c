// Test-and-set lock that sleeps while it waits, and that nobody wakes.
// Source: std::atomic::wait, ISO/IEC 14882:2020, [atomics.wait]; the flaw is ours.
// Expected: it excludes. Deadlock: who has fallen asleep sleeps on when the lock is free.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int) {
    while (held_.exchange(true, std::memory_order_acquire)) {
      held_.wait(true, std::memory_order_relaxed);
    }
  }

  void unlock(int) { held_.store(false, std::memory_order_release); }

 private:
  atomic<bool> held_{false};
};
