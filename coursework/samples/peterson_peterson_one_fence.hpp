// Peterson's lock with relaxed stores and one fence before the loads; the one between the stores is missing.
// Source: G. L. Peterson, Myths About the Mutual Exclusion Problem, Information Processing Letters 12(3), 1981,
// pp. 115-116; the flaw is ours.
// Expected: overlap. The later thread's store of turn_ may stand before the earlier one's in modification order: the
// later one finds that it is its turn, and the earlier one has not seen its flag.
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
    interested_[self].store(true, std::memory_order_relaxed);
    turn_.store(1 - self, std::memory_order_relaxed);
    turnstile::atomic_thread_fence(std::memory_order_seq_cst);
  }

  void waiting(int self) {
    const int other = 1 - self;
    while (interested_[other].load(std::memory_order_acquire) && turn_.load(std::memory_order_acquire) == other) {
    }
  }

  void unlock(int self) { interested_[self].store(false, std::memory_order_release); }

 private:
  atomic<bool> interested_[2]{};
  atomic<int> turn_{0};
};
