// Raises its flag; if the other's is up, too, lowers it and tries again.
// Source: E. W. Dijkstra, Cooperating Sequential Processes, EWD 123, 1965, section 2.1, an attempt that fails.
// Expected: it excludes, as far as it can be explored: two threads may lower and raise their flags in step for ever. That
// is a livelock.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int self) {
    interested_[self] = true;
    while (interested_[1 - self]) {
      interested_[self] = false;
      interested_[self] = true;
    }
  }

  void unlock(int self) { interested_[self] = false; }

 private:
  atomic<bool> interested_[2]{};
};
