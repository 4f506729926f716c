// Blocking test-and-set lock: a thread that finds the flag up sleeps until it is lowered.
//
//   entry:  while exchange(taken, true):  sleep while taken
//   exit:   taken := false;  wake one sleeper
//
// A waiter gives its processor away, and so the owner gets it: on one processor with fixed priorities, where a spinning
// waiter that is more urgent than the owner would keep it for ever. Priorities are still inverted: a task of middle priority
// can keep the owner from running (docs/priority_inheritance.md).
// For any number of threads; the seat is ignored.
// Guarantees:  mutual exclusion; progress, also on one processor with fixed priorities.
// Does not:    bounded waiting: a thread that was woken competes again, and can lose every time.
// Not reentrant. lock waits without limit, try_lock never waits.
// Source: the TSL instruction as in A. S. Tanenbaum and H. Bos, Modern Operating Systems, 4th ed. 2014, section 2.3.3; to
// sleep instead of spinning, section 2.3.4.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile {

template <platform Platform = StdPlatform>
class BlockingTestAndSetLock {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock(int self) {
    // relaxed: only tells when to look again. (1) decides and synchronizes.
    while (!try_lock(self)) taken_.wait(true, relaxed);
  }

  // Whether the lock was free and is now the caller's.
  bool try_lock(int) {
    // (1) acquire: synchronizes with (2), the exit before; that critical section happens before mine.
    return !taken_.exchange(true, acquire);
  }

  void unlock(int) {
    // (2) release: hands my critical section over to the thread that reads it in (1).
    taken_.store(false, release);
    // A thread that sees the flag up and is about to sleep is not missed: wait looks again, when nobody can slip in.
    taken_.notify_one();
  }

  void describe(auto&& name) const { name("taken", taken_); }

 private:
  atomic<bool> taken_{false};
};

}  // namespace turnstile
