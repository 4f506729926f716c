// Broken blocking test-and-set lock: it spins instead of sleeping.
//
// Differs from tsl_blocking.hpp in lock(): a waiter keeps its processor. Where tasks run by fixed priorities on one
// processor, an urgent task that finds the lock taken spins, and the less urgent owner never runs again. Where every thread
// gets a processor some time this is an ordinary test-and-set lock.
// Breaks:   progress on one processor with fixed priorities, kind livelock.
// Seen by:  the simulated uniprocessor. Not by Relacy, RC11, interleavings, ThreadSanitizer: their schedules are fair.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform>
class TslSpinWait {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock(int self) {
    // relaxed: only tells when to look again. (1) decides and synchronizes.
    while (!try_lock(self)) Platform::await([&] { return !taken_.load(relaxed); });  // BUG: keeps the processor; wait
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

}  // namespace turnstile::broken
