// Strict alternation: a thread waits for its turn, and gives the turn to the other one when it leaves.
// Source: E. W. Dijkstra, Cooperating Sequential Processes, EWD 123, 1965, section 2.1, the first attempt.
// Expected: it excludes, and nobody is overtaken more than once. No progress: a thread that stays away keeps the turn
// that was given to it, and stops the other for ever.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int self) {
    // acquire: reads what the other one stored in unlock(), and so comes after its critical section.
    while (turn_.load(std::memory_order_acquire) != self) {
    }
  }

  // release: what I did inside comes before the other's entry.
  void unlock(int self) { turn_.store(1 - self, std::memory_order_release); }

 private:
  atomic<int> turn_{0};
};
