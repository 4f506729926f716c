// The MCS lock: a queue in which each waits at its own node, and leaves by releasing the one behind it.
// Source: J. M. Mellor-Crummey, M. L. Scott, Algorithms for Scalable Synchronization on Shared-Memory Multiprocessors,
// ACM TOCS 9(1), 1991, pp. 21-65.
// Expected: excludes, makes progress, first come first served: overtaken at most once by each other thread.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int self) {
    doorway(self);
    waiting(self);
  }

  void doorway(int self) {
    // relaxed: the exchange hands it on.
    next_[self].store(nobody, std::memory_order_relaxed);
    // acq_rel: who finds me sees that I have no successor yet; if I find nobody, I come after the last exit.
    before_[self] = tail_.exchange(self, std::memory_order_acq_rel);
  }

  void waiting(int self) {
    const int before = before_[self];
    if (before == nobody) return;
    // relaxed: the next store hands it on.
    blocked_[self].store(true, std::memory_order_relaxed);
    // release: who reads it lowers my flag after it went up.
    next_[before].store(self, std::memory_order_release);
    // acquire: comes after the critical section of the one before me.
    while (blocked_[self].load(std::memory_order_acquire)) {
    }
  }

  void unlock(int self) {
    int successor = next_[self].load(std::memory_order_acquire);
    if (successor == nobody) {
      int expected = self;
      // release: the one who finds nobody comes after me.
      if (tail_.compare_exchange_strong(expected, nobody, std::memory_order_release, std::memory_order_relaxed)) return;
      // Somebody is between its exchange and its store.
      while (next_[self].load(std::memory_order_acquire) == nobody) {
      }
      successor = next_[self].load(std::memory_order_acquire);
    }
    // release: what I did inside comes before my successor.
    blocked_[successor].store(false, std::memory_order_release);
  }

 private:
  static constexpr int nobody = -1;

  atomic<int> tail_{nobody};
  atomic<int> next_[8]{};
  atomic<bool> blocked_[8]{};
  int before_[8] = {};  // of each thread: what it found in tail_; nobody else looks at it
};
