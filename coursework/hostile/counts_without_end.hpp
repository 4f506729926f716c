// Never returns, and never does the same twice. Ended by the bound on what is explored: unknown.
#pragma once

#include <turnstile/atomic.hpp>

class Lock {
 public:
  void lock(int) {
    for (;;) count_.fetch_add(1);
  }
  void unlock(int) {}

 private:
  turnstile::atomic<long> count_{0};
};
