// Broken Peterson: the turn is given away with a release store.
//
// Differs from peterson.hpp in the order of (2). Thread 1 goes first: flag, turn := 0, it sees interested[0] down and
// enters. Then thread 0 raises its flag, gives the turn to 1, and sees interested[1] up. As a release store its gift may
// take its place in the modification order of turn *before* thread 1's store, although it comes later; thread 0 then
// reads turn = 0 and enters too.
// Breaks:   mutual exclusion, kind overlap.
// Seen by:  RC11. Relacy is blind to it, even in a complete full search: its modification order is the order of
//           execution. Interleavings do not see it: they are sequentially consistent.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform>
class PetersonReleaseTurn {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock(int self) {
    doorway(self);
    waiting(self);
  }

  void doorway(int self) {
    // (1) seq_cst: all of (1), (2) and (3) have one order S that every thread agrees on. Were this a release store, my
    //     look (3) at the other's flag could come before my own flag is seen (store buffering), and both would enter.
    interested_[self].store(true, seq_cst);
    // (2)
    turn_.store(1 - self, release);  // BUG: seq_cst in peterson.hpp
  }

  void waiting(int self) {
    const int other = 1 - self;
    Platform::await([&] {
      // (3) seq_cst: in S after my (1) and (2), see there. It also synchronizes with (5): the last critical section of
      //     the thread that withdrew its interest happens before mine.
      // (4) acquire: synchronizes with (2) of the other: it has come back to its doorway after its last critical
      //     section, which thereby happens before mine, although I never saw its flag down.
      return !interested_[other].load(seq_cst) || turn_.load(acquire) != other;
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
