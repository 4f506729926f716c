// Strict alternation: one variable says whose turn it is.
//
//   entry:  wait until turn = me
//   exit:   turn := the other
//
// For two threads, with seats 0 and 1. Seat 0 begins.
// Guarantees:  mutual exclusion; bounded waiting: the other enters at most once before me.
// Does not:    progress. One without interest holds up the other: after its own round a thread enters again only when
//              the other has taken its turn, wanted or not.
// Not reentrant. Waits without limit.
// Source: the "turn variable" that opens E. W. Dijkstra, Cooperating Sequential Processes, EWD 123, 1965, section 2.1.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile {

template <platform Platform = StdPlatform>
class TurnLock {
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
    turn_.store(1 - self, release);
  }

  void describe(auto&& name) const { name("turn", turn_); }

 private:
  atomic<int> turn_{0};
};

}  // namespace turnstile
