// Test-and-set lock on the type that C++ has for it.
// Source: ISO/IEC 14882:2020, [atomics.flag].
// Expected: excludes and makes progress. Overtaking is not bounded.
#pragma once

#include <turnstile/atomic.hpp>

class Lock {
 public:
  void lock(int) {
    while (held_.test_and_set(std::memory_order_acquire)) {
    }
  }

  void unlock(int) { held_.clear(std::memory_order_release); }

 private:
  turnstile::atomic_flag held_;
};
