// Broken Peterson: acquire and release where sequential consistency is needed.
//
// Differs from peterson.hpp in the orders of (1), (2) and (3). Release and acquire order what a thread did before with
// what another does after; they do not order my store before my later load of another variable. Both threads may raise
// their flag, both see the other's still down (store buffering, which x86 processors do), and both enter.
// Breaks:   mutual exclusion, kind overlap.
// Seen by:  Relacy, RC11. Not by interleavings: they are sequentially consistent.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform>
class PetersonAcqRel {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock(int self) {
    doorway(self);
    waiting(self);
  }

  void doorway(int self) {
    // (1)
    interested_[self].store(true, release);  // BUG: seq_cst in peterson.hpp
    // (2)
    turn_.store(1 - self, release);  // BUG: seq_cst in peterson.hpp
  }

  void waiting(int self) {
    const int other = 1 - self;
    Platform::await([&] {
      // (3), (4)
      return !interested_[other].load(acquire) || turn_.load(acquire) != other;  // BUG: (3) is seq_cst in peterson.hpp
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
