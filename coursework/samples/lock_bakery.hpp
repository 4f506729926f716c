// The bakery: draw a number that is greater than all that you see, and wait until nobody has a smaller one.
// Source: L. Lamport, A New Solution of Dijkstra's Concurrent Programming Problem, CACM 17(8), 1974, pp. 453-455.
// Expected: excludes, makes progress, and a thread that waits is overtaken at most once by each other thread.
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
    choosing_[self] = true;
    int largest = 0;
    for (int other = 0; other < threads_; ++other) {
      if (other != self) largest = std::max<int>(largest, number_[other]);
    }
    mine_[self] = largest + 1;
    number_[self] = mine_[self];
    choosing_[self] = false;
  }

  void waiting(int self) {
    for (int other = 0; other < threads_; ++other) {
      if (other == self) continue;
      while (choosing_[other]) {
      }
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
  atomic<bool> choosing_[8]{};
  atomic<int> number_[8]{};
  int mine_[8] = {};  // what number_[self] is; nobody else looks at it
};
