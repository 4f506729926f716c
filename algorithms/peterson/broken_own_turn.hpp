// Broken Peterson: takes the turn instead of giving it away.
//
// Differs from peterson.hpp in the value that the doorway stores. The last to come finds the turn its own and enters,
// although the other is inside.
// Breaks:   mutual exclusion, kind overlap.
// Seen by:  Relacy, RC11, interleavings.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform>
class PetersonOwnTurn {
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
    // (2) seq_cst: also in S. If the other's look (3) missed my flag, its (2) comes before mine in S, hence in the
    //     order of turn, and I read what I wrote myself, or later. A mere release store of mine could take its place in
    //     front of the other's, although it comes after: I would read the other's and enter (broken_release_turn.hpp).
    turn_.store(self, seq_cst);  // BUG: takes the turn; peterson.hpp gives it to the other
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
