// Test-and-test-and-set: waits by reading, and exchanges only when the flag is seen down.
// Source: L. Rudolph, Z. Segall, Dynamic Decentralized Cache Schemes for MIMD Parallel Processors, ISCA 1984,
// pp. 340-347.
// Expected: excludes and makes progress. Overtaking is not bounded.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int) {
    do {
      // relaxed: only a hint. The exchange decides.
      while (held_.load(std::memory_order_relaxed)) {
      }
    } while (held_.exchange(true, std::memory_order_acquire));
  }

  void unlock(int) { held_.store(false, std::memory_order_release); }

 private:
  atomic<bool> held_{false};
};
