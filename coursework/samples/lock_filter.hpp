// The filter: Peterson's lock for any number of threads. Each of threads - 1 levels keeps one thread back.
// Source: G. L. Peterson, Myths About the Mutual Exclusion Problem, Information Processing Letters 12(3), 1981,
// pp. 115-116, the second algorithm; the name is of M. Herlihy, N. Shavit, The Art of Multiprocessor Programming, 2008.
// Expected: excludes and makes progress. With two threads it is Peterson's lock, with bypass 1; with more, overtaking is
// not bounded, since threads can pass one that is slow to go on to the next level.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  explicit Lock(int threads) : threads_(threads) {}

  void lock(int self) {
    doorway(self);
    waiting(self);
  }

  void doorway(int self) { announce(self, 1); }

  void waiting(int self) {
    for (int level = 1; level < threads_; ++level) {
      if (level > 1) announce(self, level);
      while (somebody_at(level, self) && victim_[level] == self) {
      }
    }
  }

  void unlock(int self) { level_[self] = 0; }

 private:
  void announce(int self, int level) {
    level_[self] = level;
    victim_[level] = self;
  }

  bool somebody_at(int level, int self) const {
    for (int other = 0; other < threads_; ++other) {
      if (other != self && level_[other] >= level) return true;
    }
    return false;
  }

  int threads_;
  atomic<int> level_[8]{};
  atomic<int> victim_[8]{};
};
