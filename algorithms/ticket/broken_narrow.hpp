// Broken ticket lock: tickets of one bit, two numbers for any number of threads.
//
// Differs from ticket.hpp in the condition, which compares the lowest bit alone, whatever the width of Ticket. While
// one of three threads is inside, the second waits with the other number, and the third enters with that of the first.
// Breaks:   mutual exclusion, kind overlap; and progress, kind deadlock: of two that leave at once one is not counted.
// Seen by:  Relacy, RC11, interleavings; with two threads by the first two, which read old values (docs/ticket.md).
#pragma once

#include <concepts>

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform, std::unsigned_integral Ticket = unsigned>
class TicketNarrow {
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
    Platform::await([&] { return serving_.load(acquire) % 2 == ticket % 2; });  // BUG: only two numbers
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

}  // namespace turnstile::broken
