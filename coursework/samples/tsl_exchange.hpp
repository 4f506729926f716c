// Test-and-set lock: takes the flag by an exchange, over and over, until it was down.
// Source: textbook, e.g. M. Herlihy, N. Shavit, The Art of Multiprocessor Programming, 2008, section 7.2 (TASLock).
// Expected: excludes and makes progress. Overtaking is not bounded: who comes first is chance.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int) {
    // acquire: reads what the last unlock() stored, and so comes after that critical section.
    while (held_.exchange(true, std::memory_order_acquire)) {
    }
  }

  bool try_lock(int) { return !held_.exchange(true, std::memory_order_acquire); }

  // release: what I did inside comes before the next entry.
  void unlock(int) { held_.store(false, std::memory_order_release); }

 private:
  atomic<bool> held_{false};
};
