// Broken test-and-set lock: a relaxed exchange.
//
// Differs from tsl.hpp in the order of (1). Only one thread is inside, but it has not synchronized with the critical
// section before: what that one wrote may not be there yet.
// Breaks:   mutual exclusion, kind data_race.
// Seen by:  Relacy, RC11, ThreadSanitizer. Not by interleavings: they are sequentially consistent.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform>
class TslRelaxedAcquire {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock(int self) {
    Platform::await([&] { return try_lock(self); });
  }

  // Whether the lock was free and is now the caller's.
  bool try_lock(int) {
    // (1)
    return !taken_.exchange(true, relaxed);  // BUG: synchronizes with nothing; acquire in tsl.hpp
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
