// Peterson's lock with relaxed operations, and fences where order is needed.
// Source: G. L. Peterson, Myths About the Mutual Exclusion Problem, Information Processing Letters 12(3), 1981,
// pp. 115-116; the fences are ours.
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
    interested_[self].store(true, std::memory_order_relaxed);
    // Between the two stores: who finds that the other one wrote turn_ first must also find that one's flag.
    turnstile::atomic_thread_fence(std::memory_order_seq_cst);
    turn_.store(1 - self, std::memory_order_relaxed);
    // My stores before my loads: one of the two threads sees the other's flag.
    turnstile::atomic_thread_fence(std::memory_order_seq_cst);
  }

  void waiting(int self) {
    const int other = 1 - self;
    while (interested_[other].load(std::memory_order_relaxed) && turn_.load(std::memory_order_relaxed) == other) {
    }
    // With the release of whoever wrote what I have read: its critical section comes before mine.
    turnstile::atomic_thread_fence(std::memory_order_acquire);
  }

  void unlock(int self) { interested_[self].store(false, std::memory_order_release); }

 private:
  atomic<bool> interested_[2]{};
  atomic<int> turn_{0};
};
