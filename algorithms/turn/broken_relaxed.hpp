// Broken strict alternation: the turn is taken with a relaxed load.
//
// Differs from turn.hpp in (1). The threads still alternate, but nothing orders one critical section before the next:
// the turn is handed over without happens-before, and what the last critical section wrote may not be there yet.
// Breaks:   mutual exclusion, kind data_race.
// Seen by:  Relacy, RC11, ThreadSanitizer. Not by interleavings: they are sequentially consistent.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform>
class TurnRelaxed {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock(int self) {
    Platform::await([&] {
      // (1)
      return turn_.load(relaxed) == self;  // BUG: relaxed synchronizes with nothing; acquire in turn.hpp
    });
  }

  void unlock(int self) {
    // (2) release: hands my critical section over to the thread that reads it in (1).
    turn_.store(1 - self, release);
  }

  void describe(auto&& name) const { name("turn", turn_); }

 private:
  atomic<int> turn_{0};
};

}  // namespace turnstile::broken
