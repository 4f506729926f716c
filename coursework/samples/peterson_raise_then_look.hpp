// Raises its flag, then waits until the other's is down.
// Source: E. W. Dijkstra, Cooperating Sequential Processes, EWD 123, 1965, section 2.1, an attempt that fails.
// Expected: it excludes. Deadlock: both raise their flag, and each waits for the other one.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int self) {
    doorway(self);
    waiting(self);
  }

  void doorway(int self) { interested_[self] = true; }

  void waiting(int self) {
    while (interested_[1 - self]) {
    }
  }

  void unlock(int self) { interested_[self] = false; }

 private:
  atomic<bool> interested_[2]{};
};
