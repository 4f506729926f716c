// Strict alternation with a relaxed load: whose turn it is arrives, what the other one did inside need not.
// Source: E. W. Dijkstra, Cooperating Sequential Processes, EWD 123, 1965, section 2.1; the flaw is ours.
// Expected: a data race in the critical section. The load must be an acquire, to synchronize with the release in unlock().
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int self) {
    while (turn_.load(std::memory_order_relaxed) != self) {
    }
  }

  void unlock(int self) { turn_.store(1 - self, std::memory_order_release); }

 private:
  atomic<int> turn_{0};
};
