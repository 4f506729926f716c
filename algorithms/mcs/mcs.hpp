// MCS lock: a thread that waits stands in a list, each at a flag of its own, and is told by the one before.
//
//   doorway:  next[me] := nobody
//             predecessor := exchange tail for me
//             if predecessor is somebody:  locked[me] := true;  next[predecessor] := me
//   waiting:  if predecessor is somebody:  wait until not locked[me]
//   exit:     if next[me] is nobody:
//               if tail is me:  tail := nobody, and done     (one step, compare-and-swap)
//               wait until next[me] is somebody
//             locked[next[me]] := false
//
// For as many threads as there are seats.
// Guarantees:  mutual exclusion; progress; bounded waiting: first come, first served. After my doorway each other
//              thread enters at most once before me.
// Does not:    leave at once. The exit waits for a successor that is in the list, but has not linked itself yet.
// Not reentrant. Waits without limit.
// Source: J. M. Mellor-Crummey, M. L. Scott, Algorithms for Scalable Synchronization on Shared-Memory Multiprocessors,
// ACM TOCS 9(1), 1991.
#pragma once

#include <cstddef>
#include <string>

#include "algorithms/std_platform.hpp"

namespace turnstile {

template <platform Platform = StdPlatform, int Seats = 8>
class McsLock {
  template <class T>
  using atomic = Platform::template atomic<T>;
  static constexpr int nobody = -1;

 public:
  void lock(int self) { waiting(self, doorway(self)); }

  // Whether somebody is before me.
  bool doorway(int self) {
    Node& mine = nodes_[self];
    // relaxed: carried by (1). Who finds me there has acquired this store, and links itself (2) after it.
    mine.next.store(nobody, relaxed);
    // (1) acq_rel: acquire: if I find nobody, synchronizes with (5), the exit before; if somebody, with its (1), so
    //     that it has cleared its link before I set it. Release: for (1) of the one who finds me.
    const int predecessor = tail_.exchange(self, acq_rel);
    if (predecessor == nobody) return false;
    // relaxed: carried by (2). My predecessor lowers my flag after it has read the link.
    mine.locked.store(true, relaxed);
    // (2) release: who reads it in (4) has acquired that my flag is up. With a relaxed store my flag could go up after
    //     it was lowered (broken_relaxed_link.hpp).
    nodes_[predecessor].next.store(self, release);
    return true;
  }

  void waiting(int self, bool has_predecessor) {
    if (!has_predecessor) return;
    // (3) acquire: synchronizes with (6): my predecessor's critical section happens before mine.
    Platform::await([&] { return !nodes_[self].locked.load(acquire); });
  }

  void unlock(int self) {
    Node& mine = nodes_[self];
    // (4) acquire, here and in the await: synchronizes with (2): my successor's flag went up before I lower it.
    int successor = mine.next.load(acquire);
    if (successor == nobody) {
      int expected = self;
      // (5) release: hands my critical section over to the thread that finds nobody in (1). relaxed on failure: only
      //     says that a successor is on its way.
      if (tail_.compare_exchange_strong(expected, nobody, release, relaxed)) return;
      Platform::await([&] { return (successor = mine.next.load(acquire)) != nobody; });
    }
    // (6) release: hands my critical section over to the successor, which reads it in (3).
    nodes_[successor].locked.store(false, release);
  }

  void describe(auto&& name) const {
    name("tail", tail_);
    for (int seat = 0; seat < Seats; ++seat) {
      name("next[" + std::to_string(seat) + "]", nodes_[seat].next);
      name("locked[" + std::to_string(seat) + "]", nodes_[seat].locked);
    }
  }

 private:
  // A line of the cache apart: a thread that waits looks at one that only its neighbours write.
  struct Node {
    atomic<int> next{nobody};
    atomic<bool> locked{false};
    std::byte rest_of_the_line[56]{};
  };

  Node nodes_[Seats];
  atomic<int> tail_{nobody};
};

}  // namespace turnstile
