// Peterson's lock with release stores and acquire loads, without sequential consistency.
// Source: G. L. Peterson, Myths About the Mutual Exclusion Problem, Information Processing Letters 12(3), 1981,
// pp. 115-116; the flaw is ours, and a common one.
// Expected: overlap. Nothing keeps the load of the other's flag behind the store of one's own: both read false.
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
    interested_[self].store(true, std::memory_order_release);
    turn_.store(1 - self, std::memory_order_release);
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
