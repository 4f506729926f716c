// Broken ticket lock: the next number is loaded and stored.
//
// Differs from ticket.hpp in doorway(). Two threads that come at once get the same number, and both are served.
// Breaks:   mutual exclusion, kind overlap; and progress, kind deadlock: one with a number that is over waits for ever.
// Seen by:  Relacy, RC11, interleavings, ThreadSanitizer.
#pragma once

#include <concepts>

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform, std::unsigned_integral Ticket = unsigned>
class TicketSplitIncrement {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock(int self) { waiting(self, doorway(self)); }

  Ticket doorway(int) {
    const Ticket ticket = next_.load(relaxed);  // BUG: not one step with the store; a fetch_add in ticket.hpp
    next_.store(static_cast<Ticket>(ticket + 1), relaxed);
    return ticket;
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

}  // namespace turnstile::broken
