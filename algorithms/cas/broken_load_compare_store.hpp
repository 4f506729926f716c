// Broken compare-and-swap lock: load, compare and store, one after the other.
//
// Differs from cas.hpp in lock(): the exchange is taken apart. Two threads load false before either stores true.
// Breaks:   mutual exclusion, kind overlap.
// Seen by:  Relacy, RC11, interleavings, ThreadSanitizer.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform>
class CasLoadCompareStore {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock(int) {
    Platform::await([&] {
      bool expected = false;
      // (1) acquire: synchronizes with (3), the exit before; that critical section happens before mine.
      // relaxed on failure: who does not enter reads nothing under the lock's protection.
      // weak: a failure by mistake costs one more round of a loop that is here anyway.
      if (taken_.load(acquire) != expected) return false;  // BUG: another thread can come between this and the store
      taken_.store(true, relaxed);
      return true;
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
