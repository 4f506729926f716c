// Broken ticket lock: the exit is a relaxed store.
//
// Differs from ticket.hpp in the order of (2). The next thread acquires, but there is nothing to acquire: what this
// critical section wrote may not be there yet.
// Breaks:   mutual exclusion, kind data_race.
// Seen by:  Relacy, RC11, ThreadSanitizer. Not by interleavings: they are sequentially consistent.
#pragma once

#include <concepts>

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform, std::unsigned_integral Ticket = unsigned>
class TicketRelaxedServing {
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
    // (2)
    serving_.store(static_cast<Ticket>(mine + 1), relaxed);  // BUG: hands nothing over; release in ticket.hpp
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
