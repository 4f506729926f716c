// Test-and-test-and-set lock: look first, and exchange only when the flag seems free.
//
//   entry:  repeat  wait until not taken;  old := exchange(taken, true)  until not old
//   exit:   taken := false
//
// Waiters read their own cached copy of the flag instead of fighting for the line with exchanges; the pause between two
// looks grows (StdPlatform::await).
// For any number of threads; the seat is ignored.
// Guarantees:  mutual exclusion; progress.
// Does not:    bounded waiting, for the same reason as the test-and-set lock.
// Not reentrant. lock waits without limit, try_lock never waits.
// Source: L. Rudolph and Z. Segall, Dynamic Decentralized Cache Schemes for MIMD Parallel Processors, ISCA 1984;
// back-off: T. E. Anderson, The Performance of Spin Lock Alternatives, IEEE TPDS 1(1), 1990.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile {

template <platform Platform = StdPlatform>
class TestTestAndSetLock {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock(int self) {
    Platform::await([&] { return try_lock(self); });
  }

  // Whether the lock was free and is now the caller's.
  bool try_lock(int) {
    // relaxed: only a hint that an exchange may pay. Nothing is read under its protection; (1) decides and
    // synchronizes.
    if (taken_.load(relaxed)) return false;
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

}  // namespace turnstile
