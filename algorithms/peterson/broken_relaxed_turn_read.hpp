// Broken Peterson with an exchange: the turn is read with a relaxed load.
//
// Differs from peterson_rmw.hpp in the order of (4), a form that circulates as right. One round does not show it. In the
// second, a thread that leaves its wait because the other gave the turn away, and not because it saw the flag down, has
// not synchronized with the other's last critical section.
// Breaks:   mutual exclusion, kind data_race, from two rounds on.
// Seen by:  Relacy (from context bound 2 on), RC11. Not by interleavings: they are sequentially consistent.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform>
class PetersonRelaxedTurnRead {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock(int self) {
    doorway(self);
    waiting(self);
  }

  void doorway(int self) {
    // relaxed: carried by the exchange behind it. Who reads my exchange (2) has acquired this store.
    interested_[self].store(true, relaxed);
    // (2) acq_rel: exchanges of turn form one chain, each reading the one before. Of two threads in the doorway, the
    //     later acquires the earlier's (2) and so sees its flag up in (3). Release: for (1) and (4) of the other.
    turn_.exchange(1 - self, acq_rel);
  }

  void waiting(int self) {
    const int other = 1 - self;
    Platform::await([&] {
      // (3) acquire: synchronizes with (5): the last critical section of who withdrew its interest is before mine.
      // (4)
      return !interested_[other].load(acquire) ||
             turn_.load(relaxed) != other;  // BUG: (4) is acquire in peterson_rmw.hpp
    });
  }

  void unlock(int self) {
    // (5) release: hands my critical section over to the thread that reads it in (3).
    interested_[self].store(false, release);
  }

  void describe(auto&& name) const {
    name("interested", interested_);
    name("turn", turn_);
  }

 private:
  atomic<bool> interested_[2]{};
  atomic<int> turn_{0};
};

}  // namespace turnstile::broken
