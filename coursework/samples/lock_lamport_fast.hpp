// Lamport's fast lock: seven accesses to memory where nobody else is there, however many threads there are.
// Source: L. Lamport, A Fast Mutual Exclusion Algorithm, ACM TOCS 5(1), 1987, pp. 1-11, algorithm 2.
// Expected: excludes and makes progress. Overtaking is not bounded.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  explicit Lock(int threads) : threads_(threads) {}

  void lock(int self) {
    while (!enter(self)) {
      while (y_ != nobody) {
      }
    }
  }

  void unlock(int self) {
    y_ = nobody;
    busy_[self] = false;
  }

 private:
  static constexpr int nobody = -1;

  // Whether I am in; else I begin again when y_ is free.
  bool enter(int self) {
    busy_[self] = true;
    x_ = self;
    if (y_ != nobody) {
      busy_[self] = false;
      return false;
    }
    y_ = self;
    if (x_ == self) return true;  // the fast way
    busy_[self] = false;
    for (int other = 0; other < threads_; ++other) {
      while (busy_[other]) {
      }
    }
    return y_ == self;
  }

  int threads_;
  atomic<int> x_{nobody};
  atomic<int> y_{nobody};
  atomic<bool> busy_[8]{};
};
