// Peterson's lock for two threads, all operations sequentially consistent.
// Source: G. L. Peterson, Myths About the Mutual Exclusion Problem, Information Processing Letters 12(3), 1981,
// pp. 115-116.
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
    interested_[self] = true;
    turn_ = 1 - self;
  }

  void waiting(int self) {
    while (interested_[1 - self] && turn_ == 1 - self) {
    }
  }

  void unlock(int self) { interested_[self] = false; }

 private:
  atomic<bool> interested_[2]{};
  atomic<int> turn_{0};
};
