// Hyman's lock: a simplification of Dijkstra's for two threads, published, and wrong.
// Source: H. Hyman, Comments on a Problem in Concurrent Programming Control, CACM 9(1), 1966, p. 45.
// Expected: overlap. A thread may wait until the other's flag is down, then be slow to take the turn; meanwhile the other
// one raises its flag, finds that it is its turn, and enters.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int self) {
    interested_[self] = true;
    while (turn_ != self) {
      while (interested_[1 - self]) {
      }
      turn_ = self;
    }
  }

  void unlock(int self) { interested_[self] = false; }

 private:
  atomic<bool> interested_[2]{};
  atomic<int> turn_{0};
};
