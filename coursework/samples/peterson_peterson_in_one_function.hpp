// Peterson's lock in one function: where its doorway ends is where its loop begins.
// Source: G. L. Peterson, Myths About the Mutual Exclusion Problem, Information Processing Letters 12(3), 1981,
// pp. 115-116.
// Expected: excludes, makes progress, and a thread that waits is overtaken once at most.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int self) {
    const int other = 1 - self;
    interested_[self] = true;
    turn_ = other;
    while (interested_[other] && turn_ == other) {
    }
  }

  void unlock(int self) { interested_[self] = false; }

 private:
  atomic<bool> interested_[2]{};
  atomic<int> turn_{0};
};
