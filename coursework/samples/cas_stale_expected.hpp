// A lock from compare-and-swap that forgets to set `expected` again.
// Source: none; a common mistake. A compare-exchange that fails overwrites `expected` with what it found.
// Expected: overlap. The second attempt replaces "held" by "held", and succeeds.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int) {
    bool expected = false;
    while (!held_.compare_exchange_strong(expected, true)) {
    }
  }

  void unlock(int) { held_ = false; }

 private:
  atomic<bool> held_{false};
};
