// Dijkstra's lock, the first for any number of threads.
// Source: E. W. Dijkstra, Solution of a Problem in Concurrent Programming Control, CACM 8(9), 1965, p. 569. A thread that
// begins again without a reason to withdraw leaves its second flag up here, where the paper raises it again.
// Expected: excludes and makes progress. Overtaking is not bounded.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  explicit Lock(int threads) : threads_(threads) {}

  void lock(int self) {
    wants_[self] = true;
    do {
      get_turn(self);
      inside_[self] = true;
    } while (must_withdraw(self));
  }

  void unlock(int self) {
    inside_[self] = false;
    wants_[self] = false;
  }

 private:
  // The turn is taken only from a thread that does not want it.
  void get_turn(int self) {
    while (turn_ != self) {
      while (wants_[turn_]) {
      }
      turn_ = self;
    }
  }

  // Waits until nobody else is inside; or until the turn has gone to another thread, and then I withdraw.
  bool must_withdraw(int self) {
    bool another = true;
    do {
      another = another_inside(self);
    } while (another && turn_ == self);
    if (another) inside_[self] = false;
    return another;
  }

  bool another_inside(int self) const {
    for (int other = 0; other < threads_; ++other) {
      if (other != self && inside_[other]) return true;
    }
    return false;
  }

  int threads_;
  atomic<bool> wants_[8]{};
  atomic<bool> inside_[8]{};
  atomic<int> turn_{0};
};
