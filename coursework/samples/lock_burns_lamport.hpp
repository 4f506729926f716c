// The one-bit lock of Burns and of Lamport: one flag for each thread, which nobody else writes.
// Source: L. Lamport, The Mutual Exclusion Problem: Part II - Statement and Solutions, JACM 33(2), 1986 (the one-bit
// algorithm); J. E. Burns, N. A. Lynch, Bounds on Shared Memory for Mutual Exclusion, Information and Computation 107(2),
// 1993.
// Expected: excludes and makes progress. Overtaking is not bounded: smaller numbers go first.
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

  void doorway(int self) { flag_[self] = true; }

  void waiting(int self) {
    give_way_to_smaller(self);
    for (int other = self + 1; other < threads_; ++other) {
      while (flag_[other]) {
      }
    }
  }

  void unlock(int self) { flag_[self] = false; }

 private:
  // Returns when I have seen the flags of all smaller numbers down, since I have raised mine.
  void give_way_to_smaller(int self) {
    for (int other = 0; other < self; ++other) {
      if (!flag_[other]) continue;
      flag_[self] = false;
      while (flag_[other]) {
      }
      flag_[self] = true;
      other = -1;
    }
  }

  int threads_;
  atomic<bool> flag_[8]{};
};
