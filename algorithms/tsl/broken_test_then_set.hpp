// Broken test-and-set lock: the test and the set are two steps.
//
// Differs from tsl.hpp in try_lock. Two threads can both find the flag down before either raises it. A program that
// simulates TSL with an `if` and an assignment has this bug.
// Breaks:   mutual exclusion, kind overlap.
// Seen by:  Relacy, RC11, interleavings, ThreadSanitizer.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform>
class TslTestThenSet {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock(int self) {
    Platform::await([&] { return try_lock(self); });
  }

  // Whether the lock was free and is now the caller's.
  bool try_lock(int) {
    // (1)
    if (taken_.load(acquire)) return false;
    taken_.store(true, relaxed);  // BUG: another thread may have raised it since the load; one exchange in tsl.hpp
    return true;
  }

  void unlock(int) {
    // (2) release: hands my critical section over to the thread that reads it in (1).
    taken_.store(false, release);
  }

  void describe(auto&& name) const { name("taken", taken_); }

 private:
  atomic<bool> taken_{false};
};

}  // namespace turnstile::broken
