// Peterson's lock in which a thread takes the turn instead of giving it away.
// Source: G. L. Peterson, Myths About the Mutual Exclusion Problem, Information Processing Letters 12(3), 1981,
// pp. 115-116; the flaw is ours.
// Expected: overlap. Each finds that it is its own turn.
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
    turn_ = self;
  }

  void waiting(int self) {
    while (interested_[1 - self] && turn_ != self) {
    }
  }

  void unlock(int self) { interested_[self] = false; }

 private:
  atomic<bool> interested_[2]{};
  atomic<int> turn_{0};
};
