// Looks at the other's flag, then raises its own.
// Source: E. W. Dijkstra, Cooperating Sequential Processes, EWD 123, 1965, section 2.1, an attempt that fails.
// Expected: overlap. Both look before one of them has raised its flag.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int self) {
    while (inside_[1 - self]) {
    }
    inside_[self] = true;
  }

  void unlock(int self) { inside_[self] = false; }

 private:
  atomic<bool> inside_[2]{};
};
