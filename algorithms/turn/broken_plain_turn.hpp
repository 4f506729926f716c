// Broken strict alternation: the turn is an ordinary variable.
//
// Differs from turn.hpp in the type of turn_, and so in how it is read and written. One thread reads it while the other
// writes: a data race, which in C++ is undefined behaviour. Compilers do move such a read out of its loop.
// Breaks:   mutual exclusion and progress, kind data_race: the race is on the lock's own field.
// Seen by:  Relacy, RC11, ThreadSanitizer. Not by interleavings: they do not look for races.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform>
class TurnPlainTurn {
  template <class T>
  using var = Platform::template var<T>;  // BUG: plain data, where turn.hpp has an atomic

 public:
  void lock(int self) {
    Platform::await([&] {
      // (1)
      return turn_.read() == self;  // BUG: plain read
    });
  }

  void unlock(int self) {
    // (2)
    turn_.write(1 - self);  // BUG: plain write
  }

  void describe(auto&& name) const { name("turn", turn_); }

 private:
  var<int> turn_{0};  // BUG: plain data
};

}  // namespace turnstile::broken
