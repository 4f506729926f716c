// The bakery without `choosing`: nobody waits for a thread that is drawing its number.
// Source: L. Lamport, A New Solution of Dijkstra's Concurrent Programming Problem, CACM 17(8), 1974, pp. 453-455; the
// flaw is ours.
// Expected: overlap. Two threads draw the same number; the one that comes second in the order of ties enters before the
// other one has written its number down.
#pragma once

#include <algorithm>

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  explicit Lock(int threads) : threads_(threads) {}

  void lock(int self) {
    doorway(self);
    waiting(self);
  }

  void doorway(int self) {
    int largest = 0;
    for (int other = 0; other < threads_; ++other) {
      if (other != self) largest = std::max<int>(largest, number_[other]);
    }
    mine_[self] = largest + 1;
    number_[self] = mine_[self];
  }

  void waiting(int self) {
    for (int other = 0; other < threads_; ++other) {
      if (other == self) continue;
      while (is_before(other, number_[other], self)) {
      }
    }
  }

  void unlock(int self) { number_[self] = 0; }

 private:
  bool is_before(int other, int number, int self) const {
    return number != 0 && (number < mine_[self] || (number == mine_[self] && other < self));
  }

  int threads_;
  atomic<int> number_[8]{};
  int mine_[8] = {};  // what number_[self] is; nobody else looks at it
};
