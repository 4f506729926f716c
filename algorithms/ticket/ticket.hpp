// Ticket lock: take the next number, and wait until it is served.
//
//   doorway:  ticket := next;  next := next + 1     (one step)
//   waiting:  wait until serving = ticket
//   exit:     serving := serving + 1
//
// For any number of threads; the seat is ignored.
// Guarantees:  mutual exclusion; progress; bounded waiting: first come, first served. After my doorway each other
//              thread enters at most once before me.
// Not reentrant. Waits without limit. Tickets are unsigned and may wrap around, as long as there are no more threads
// than numbers, and no load of `serving` returns what it held a full turn ago (docs/ticket.md).
// Source: D. P. Reed, R. K. Kanodia, Synchronization with Eventcounts and Sequencers, CACM 22(2), 1979; as a lock:
// J. M. Mellor-Crummey, M. L. Scott, Algorithms for Scalable Synchronization on Shared-Memory Multiprocessors, ACM TOCS
// 9(1), 1991.
#pragma once

#include <concepts>

#include "algorithms/std_platform.hpp"

namespace turnstile {

template <platform Platform = StdPlatform, std::unsigned_integral Ticket = unsigned>
class TicketLock {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock(int self) { waiting(self, doorway(self)); }

  Ticket doorway(int) {
    // relaxed: only says who comes after whom, and a read-modify-write gives no number twice.
    return next_.fetch_add(1, relaxed);
  }

  void waiting(int, Ticket ticket) {
    // (1) acquire: synchronizes with (2), the exit before; that critical section happens before mine.
    Platform::await([&] { return serving_.load(acquire) == ticket; });
  }

  void unlock(int) {
    // relaxed: I read my own ticket in (1), and nobody but who is served changes it.
    const Ticket mine = serving_.load(relaxed);
    // (2) release: hands my critical section over to the thread that reads it in (1).
    serving_.store(static_cast<Ticket>(mine + 1), release);
  }

  void describe(auto&& name) const {
    name("next", next_);
    name("serving", serving_);
  }

 private:
  atomic<Ticket> next_{0};
  atomic<Ticket> serving_{0};
};

}  // namespace turnstile
