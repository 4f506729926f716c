// Broken test-and-set lock: seat 0 does not give it back.
//
// Differs from tsl.hpp in unlock. After the first critical section of seat 0 nobody enters any more, seat 0 included.
// Breaks:   progress, kind deadlock.
// Seen by:  Relacy, RC11, interleavings.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform>
class TslLostRelease {
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

  void unlock(int self) {
    // (2) release: hands my critical section over to the thread that reads it in (1).
    if (self != 0) taken_.store(false, release);  // BUG: seat 0 keeps the lock
  }

  void describe(auto&& name) const { name("taken", taken_); }

 private:
  atomic<bool> taken_{false};
};

}  // namespace turnstile::broken
