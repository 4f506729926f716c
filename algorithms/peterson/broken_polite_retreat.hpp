// Broken Peterson: on conflict withdraws its interest and starts again.
//
// Differs from peterson.hpp in the waiting section, where courtesy takes the place of the turn. Two threads in step
// raise their flags, see each other, lower them and begin again, for ever: shared memory changes all the time, and
// nobody enters.
// Breaks:   progress, kind livelock.
// Seen by:  Relacy (bounded and full search; the random one misses it), interleavings. RC11 will say unknown: a waiting
//           round writes.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform>
class PetersonPoliteRetreat {
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
    turn_.store(1 - self, seq_cst);
  }

  void waiting(int self) {
    const int other = 1 - self;
    Platform::await([&] {
      // (3)
      if (!interested_[other].load(seq_cst)) return true;
      interested_[self].store(false, release);  // BUG: withdraws, where peterson.hpp lets the turn decide
      doorway(self);
      return false;
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
