// Broken test-and-set lock: lock() gives the lock back before it returns.
//
// Differs from tsl.hpp in lock(), as if the guard of a scope had ended too early. The critical section runs
// unprotected.
// Breaks:   mutual exclusion, kind overlap.
// Seen by:  Relacy, RC11, interleavings, ThreadSanitizer.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform>
class TslEarlyRelease {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock(int self) {
    Platform::await([&] { return try_lock(self); });
    unlock(self);  // BUG: the critical section has not even begun
  }

  // Whether the lock was free and is now the caller's.
  bool try_lock(int) {
    // (1) acquire: synchronizes with (2), the exit before; that critical section happens before mine.
    return !taken_.exchange(true, acquire);
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
