// A lock from the weak compare-and-swap, which may fail for no reason: the loop tries again in any case.
// Source: ISO/IEC 14882:2020, [atomics.types.operations], on compare_exchange_weak.
// Expected: excludes and makes progress. Overtaking is not bounded.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int) {
    int expected = free;
    // acquire: comes after the last critical section. relaxed on failure: it only tries again.
    while (!owner_.compare_exchange_weak(expected, held, std::memory_order_acquire, std::memory_order_relaxed)) {
      expected = free;
    }
  }

  void unlock(int) { owner_.store(free, std::memory_order_release); }

 private:
  static constexpr int free = 0;
  static constexpr int held = 1;

  atomic<int> owner_{free};
};
