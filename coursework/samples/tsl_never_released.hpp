// Test-and-set lock that is not given back.
// Source: none; a common mistake.
// Expected: it excludes. Deadlock: after the first entry everybody waits for ever.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int) {
    while (held_.exchange(true)) {
    }
  }

  void unlock(int) {}

 private:
  atomic<bool> held_{false};
};
