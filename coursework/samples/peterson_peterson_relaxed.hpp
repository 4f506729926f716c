// Peterson's lock, all relaxed.
// Source: G. L. Peterson, Myths About the Mutual Exclusion Problem, Information Processing Letters 12(3), 1981,
// pp. 115-116; the flaw is ours, and a common one.
// Expected: overlap. Relaxed operations on different variables have no order at all.
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
  }

  void waiting(int self) {
    const int other = 1 - self;
    while (interested_[other].load(std::memory_order_relaxed) && turn_.load(std::memory_order_relaxed) == other) {
    }
  }

  void unlock(int self) { interested_[self].store(false, std::memory_order_relaxed); }

 private:
  atomic<bool> interested_[2]{};
  atomic<int> turn_{0};
};
