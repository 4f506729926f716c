// Fair reader-writer lock: one line for all, first come first served; a served reader lets the next reader follow.
//
//   entry of both:  ticket := next;  next := next + 1                          (doorway)
//   read entry:     wait until reading = ticket;  reading := reading + 1
//   write entry:    wait until left = ticket
//   read exit:      left := left + 1
//   write exit:     reading := reading + 1;  left := left + 1
//
// `reading` is the ticket that may come in to read: all before it have come in. `left` is the ticket that may come in to
// write: all before it have left.
// For any number of threads; the seat is ignored.
// Guarantees:  mutual exclusion: a writer is alone; readers that follow each other share; progress; bounded waiting: a
//              writer is overtaken at most once by each other thread, a reader at most once by each writer.
// Not reentrant. To lock while holding shared, or the other way round, waits for oneself; and so does, behind a writer who
// waits, to share while holding shared. Tickets are unsigned and may wrap around, as long as there are fewer threads
// than numbers.
// Source: after the fair lock of J. M. Mellor-Crummey, M. L. Scott, Scalable Reader-Writer Synchronization for
// Shared-Memory Multiprocessors, PPoPP 1991; tickets: D. P. Reed, R. K. Kanodia, Synchronization with Eventcounts and
// Sequencers, CACM 22(2), 1979.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile {

template <platform Platform = StdPlatform, class Ticket = unsigned>
class FairRwLock {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock_shared(int self) { waiting_shared(self, doorway_shared(self)); }
  Ticket doorway_shared(int) {
    // relaxed, here and in doorway(): only says who comes after whom.
    return next_.fetch_add(1, relaxed);
  }
  void waiting_shared(int, Ticket ticket) {
    // (1) acquire: synchronizes with (2) of the reader before me, and so with what that one has got, or with (4), the exit
    // of the writer before me.
    Platform::await([&] { return reading_.load(acquire) == ticket; });
    // (2) release: hands on to the reader after me what I got in (1). Only the one whose ticket it is changes this.
    reading_.store(static_cast<Ticket>(ticket + 1), release);
  }
  // Whether the lock is now shared by the caller.
  bool try_lock_shared(int self) {
    // relaxed: if this is not the newest, the exchange fails; waiting_shared() synchronizes.
    Ticket ticket = reading_.load(relaxed);
    // relaxed: as in doorway_shared(). Succeeds if nobody stands in the line, so that the new ticket is served at once.
    // (After a wrap-around between the two it may not be, and then one waits.)
    if (!next_.compare_exchange_strong(ticket, static_cast<Ticket>(ticket + 1), relaxed, relaxed)) return false;
    waiting_shared(self, ticket);
    return true;
  }
  void unlock_shared(int) {
    // (3) release: what I have read happens before the writer who finds all before it gone, in (5).
    left_.fetch_add(1, release);
  }

  void lock(int self) { waiting(self, doorway(self)); }
  Ticket doorway(int) { return next_.fetch_add(1, relaxed); }
  void waiting(int, Ticket ticket) {
    // (5) acquire: synchronizes with (3) and (6) of all who have left: their changes of the count are in a row, and each
    // continues the release sequences before it.
    Platform::await([&] { return left_.load(acquire) == ticket; });
  }
  // Whether the lock was free and is now the caller's.
  bool try_lock(int self) {
    Ticket ticket = left_.load(relaxed);  // relaxed: as in try_lock_shared()
    // relaxed, and the wrap-around: as there. Succeeds if all who came have left.
    if (!next_.compare_exchange_strong(ticket, static_cast<Ticket>(ticket + 1), relaxed, relaxed)) return false;
    waiting(self, ticket);
    return true;
  }
  void unlock(int) {
    // Nobody has come in to read since I did: it is my ticket, and relaxed does.
    const Ticket mine = reading_.load(relaxed);
    // (4) release: hands my critical section over to the reader after me, in (1).
    reading_.store(static_cast<Ticket>(mine + 1), release);
    // (6) release: hands it over to the writer who finds all before it gone, in (5). Not a store: a reader after me may
    // have left already.
    left_.fetch_add(1, release);
  }

  void describe(auto&& name) const {
    name("next", next_);
    name("reading", reading_);
    name("left", left_);
  }

 private:
  atomic<Ticket> next_{0};
  atomic<Ticket> reading_{0};
  atomic<Ticket> left_{0};
};

}  // namespace turnstile
