// Broken strict alternation: the exit keeps the turn.
//
// Differs from turn.hpp in the value that unlock stores. Seat 0 can enter as often as it likes, seat 1 waits for ever,
// and no further round of seat 0 would change that.
// Breaks:   progress, kind deadlock.
// Seen by:  Relacy, RC11, interleavings.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform>
class TurnKeepsTurn {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock(int self) {
    Platform::await([&] {
      // (1) acquire: synchronizes with (2) of the other thread, so that its critical section happens before mine.
      return turn_.load(acquire) == self;
    });
  }

  void unlock(int self) {
    // (2) release: hands my critical section over to the thread that reads it in (1).
    turn_.store(self, release);  // BUG: keeps the turn instead of giving it to the other
  }

  void describe(auto&& name) const { name("turn", turn_); }

 private:
  atomic<int> turn_{0};
};

}  // namespace turnstile::broken
