// Peterson's lock with an exchange: no sequentially consistent operation, since a read-modify-write is ordered anyway.
//
//   doorway:  interested[me] := true
//             exchange turn for other
//   waiting:  wait until not interested[other], or turn is not other's
//   exit:     interested[me] := false
//
// For two threads, with seats 0 and 1.
// Guarantees:  mutual exclusion; progress; bounded waiting: the other enters at most once after my doorway.
// Not reentrant. Waits without limit.
// Source: the algorithm is G. L. Peterson's (Information Processing Letters 12(3), 1981); the argument that the exchange
// does the work of sequential consistency is in docs/peterson.md.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile {

template <platform Platform = StdPlatform>
class PetersonRmwLock {
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
      // (4) acquire: synchronizes with (2) of the other: it came back to its doorway after its last critical section,
      //     which thereby happens before mine. With a relaxed load that goes wrong from the second round on
      //     (broken_relaxed_turn_read.hpp).
      return !interested_[other].load(acquire) || turn_.load(acquire) != other;
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

}  // namespace turnstile
