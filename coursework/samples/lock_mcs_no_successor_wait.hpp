// The MCS lock in which a thread leaves without waiting for a successor that is still on its way.
// Source: J. M. Mellor-Crummey, M. L. Scott, Algorithms for Scalable Synchronization on Shared-Memory Multiprocessors,
// ACM TOCS 9(1), 1991, pp. 21-65; the flaw is ours.
// Expected: it excludes. Deadlock: the successor links itself to one that has gone, and nobody ever releases it.
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
    next_[self] = nobody;
    before_[self] = tail_.exchange(self);
  }

  void waiting(int self) {
    const int before = before_[self];
    if (before == nobody) return;
    blocked_[self] = true;
    next_[before] = self;
    while (blocked_[self]) {
    }
  }

  void unlock(int self) {
    const int successor = next_[self];
    if (successor != nobody) {
      blocked_[successor] = false;
      return;
    }
    int expected = self;
    tail_.compare_exchange_strong(expected, nobody);
  }

 private:
  static constexpr int nobody = -1;

  atomic<int> tail_{nobody};
  atomic<int> next_[8]{};
  atomic<bool> blocked_[8]{};
  int before_[8] = {};  // of each thread: what it found in tail_; nobody else looks at it
};
