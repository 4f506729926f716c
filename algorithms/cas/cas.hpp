// Compare-and-swap lock: the flag is taken by one instruction that stores only if it finds what it expects.
//
//   entry:  repeat  until compare_exchange(taken, false -> true)
//   exit:   taken := false
//
// For any number of threads; the seat is ignored.
// Guarantees:  mutual exclusion; progress: the thread that exchanges first after an exit enters.
// Does not:    bounded waiting. Nobody remembers which thread waits; one can be overtaken in every round.
// Not reentrant. lock waits without limit, try_lock never waits.
// Source: the CAS instruction as in M. Herlihy, Wait-Free Synchronization, ACM TOPLAS 13(1), 1991; it came with the IBM
// System/370 (Principles of Operation, 1970).
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile {

template <platform Platform = StdPlatform>
class CasLock {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock(int) {
    Platform::await([&] {
      bool expected = false;
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

}  // namespace turnstile
