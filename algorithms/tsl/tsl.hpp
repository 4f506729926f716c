// Test-and-set lock (TSL): one flag, one instruction that sets it and says what it was.
//
//   entry:  repeat  old := exchange(taken, true)  until not old
//   exit:   taken := false
//
// For any number of threads; the seat is ignored.
// Guarantees:  mutual exclusion; progress: the thread that exchanges first after an exit enters.
// Does not:    bounded waiting. Nobody remembers which thread waits; one can be overtaken in every round.
// Not reentrant. lock waits without limit, try_lock never waits.
// Source: the TSL instruction as in A. S. Tanenbaum and H. Bos, Modern Operating Systems, 4th ed. 2014, section 2.3.3.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile {

template <platform Platform = StdPlatform>
class TestAndSetLock {
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
    // (2) release: hands my critical section over to the thread that reads it in (1).
    taken_.store(false, release);
  }

  void describe(auto&& name) const { name("taken", taken_); }

 private:
  atomic<bool> taken_{false};
};

}  // namespace turnstile
