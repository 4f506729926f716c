// Peterson's lock with no memory order stronger than it must be.
// Source: G. L. Peterson, Myths About the Mutual Exclusion Problem, Information Processing Letters 12(3), 1981,
// pp. 115-116; the orders are ours.
// Expected: excludes, makes progress, and a thread that waits is overtaken once at most.
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
    // seq_cst, both, and the load of the other's flag below: these have one order that both threads agree on. So one of
    // the two must see the other's flag, and it is the one whose turn_ was written first.
    interested_[self].store(true, std::memory_order_seq_cst);
    turn_.store(1 - self, std::memory_order_seq_cst);
  }

  void waiting(int self) {
    const int other = 1 - self;
    // acquire of turn_: who enters since the other one gave way comes after what that one did before.
    while (interested_[other].load(std::memory_order_seq_cst) && turn_.load(std::memory_order_acquire) == other) {
    }
  }

  // release: what I did inside comes before the entry of the one who reads this.
  void unlock(int self) { interested_[self].store(false, std::memory_order_release); }

 private:
  atomic<bool> interested_[2]{};
  atomic<int> turn_{0};
};
