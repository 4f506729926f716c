// Peterson's lock with the two statements of the doorway exchanged.
// Source: G. L. Peterson, Myths About the Mutual Exclusion Problem, Information Processing Letters 12(3), 1981,
// pp. 115-116; the flaw is ours.
// Expected: overlap. A thread that has given the turn away, and not yet raised its flag, is not seen by the other one.
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
    turn_ = 1 - self;
    interested_[self] = true;
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
