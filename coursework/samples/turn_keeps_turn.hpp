// Strict alternation that does not alternate: who leaves gives the turn to itself.
// Source: E. W. Dijkstra, Cooperating Sequential Processes, EWD 123, 1965, section 2.1; the flaw is ours.
// Expected: it excludes, since thread 1 never gets in: a deadlock, and thread 0 overtakes without bound.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int self) {
    while (turn_ != self) {
    }
  }

  void unlock(int self) { turn_ = self; }

 private:
  atomic<int> turn_{0};
};
