// Broken compare-and-swap lock: what it expects is not reset after a failure.
//
// Differs from cas.hpp in lock(): `expected` lives as long as the loop. A failed exchange loads what it found, true;
// the next one finds what it expects, exchanges true for true, and enters.
// Breaks:   mutual exclusion, kind overlap. The thread that was not let in comes in at the second try.
// Seen by:  Relacy, RC11, interleavings, ThreadSanitizer. A checker that takes a failed round of a loop for a
//           repetition of the one before, although the loop's own variable has changed, does not see it.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform>
class CasStaleExpected {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock(int) {
    bool expected = false;  // BUG: a failed exchange changes it
    Platform::await([&] {
      // (1) acquire: synchronizes with (3), the exit before; that critical section happens before mine.
      // relaxed on failure: who does not enter reads nothing under the lock's protection.
      // weak: a failure by mistake costs one more round of a loop that is here anyway.
      return taken_.compare_exchange_weak(expected, true, acquire, relaxed);
    });
  }

  // Whether the lock was free and is now the caller's.
  bool try_lock(int) {
    bool expected = false;
    // (2) acquire, relaxed: as (1). strong: there is no second try that would make good for a failure by mistake.
    return taken_.compare_exchange_strong(expected, true, acquire, relaxed);
  }

  void unlock(int) {
    // (3) release: hands my critical section over to the thread that reads it in (1) or (2).
    taken_.store(false, release);
  }

  void describe(auto&& name) const { name("taken", taken_); }

 private:
  atomic<bool> taken_{false};
};

}  // namespace turnstile::broken
