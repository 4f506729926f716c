// A lock from compare-and-swap: replaces "free" by "held".
// Source: textbook; M. Herlihy, Wait-Free Synchronization, ACM TOPLAS 13(1), 1991, for what the instruction can do.
// Expected: excludes and makes progress. Overtaking is not bounded.
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
    // acquire: comes after the last critical section. relaxed on failure: nothing is learnt but that it is held.
    return held_.compare_exchange_strong(expected, true, std::memory_order_acquire, std::memory_order_relaxed);
  }

  void unlock(int) { held_.store(false, std::memory_order_release); }

 private:
  atomic<bool> held_{false};
};
