// Broken test-and-set lock: the exit is a relaxed store.
//
// Differs from tsl.hpp in the order of (2). The next thread acquires, but there is nothing to acquire: what this
// critical section wrote may not be there yet.
// Breaks:   mutual exclusion, kind data_race.
// Seen by:  Relacy, RC11, ThreadSanitizer. Not by interleavings: they are sequentially consistent.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform>
class TslRelaxedRelease {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock(int self) {
    Platform::await([&] { return try_lock(self); });
  }

  // Whether the lock was free and is now the caller's.
  bool try_lock(int) {
    // (1) acquire: synchronizes with (2), the exit before; that critical section happens before mine.
    return !taken_.exchange(true, acquire);
  }

  void unlock(int) {
    // (2)
    taken_.store(false, relaxed);  // BUG: hands nothing over; release in tsl.hpp
  }

  void describe(auto&& name) const { name("taken", taken_); }

 private:
  atomic<bool> taken_{false};
};

}  // namespace turnstile::broken
