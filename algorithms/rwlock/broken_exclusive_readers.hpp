// Broken reader-writer lock: a reader waits until all before it have left, as a writer does.
//
// Differs from rwlock_fair.hpp in waiting_shared(). It excludes as it should, and more: readers never share.
// Breaks:   mutual exclusion, kind readers_excluded; and its try_lock_shared can wait.
// Seen by:  Relacy, RC11, interleavings; only by a client that needs two readers inside at once.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform, class Ticket = unsigned>
class RwExclusiveReaders {
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
    Platform::await([&] { return left_.load(acquire) == ticket; });  // BUG: those who read need not have left
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

}  // namespace turnstile::broken
