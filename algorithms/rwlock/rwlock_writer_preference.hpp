// Reader-writer lock that prefers writers: a writer announces itself, and no reader comes in any more.
//
//   read entry:   wait until no writer is announced, and readers := readers + 1, in one step
//   read exit:    readers := readers - 1
//   write entry:  announced := announced + 1;  ticket := next;  next := next + 1     (doorway)
//                 wait until serving = ticket;  wait until readers = 0               (waiting)
//   write exit:   announced := announced - 1;  serving := serving + 1
//
// `announced` and `readers` share a word, so that a reader can look at the one and change the other in one step.
// For any number of threads up to 2^16 - 1 readers and 2^15 - 1 writers; the seat is ignored.
// Guarantees:  mutual exclusion: a writer is alone; readers share; progress; a writer is overtaken at most once by each
//              other thread: by the writers before it, and by the readers that were counted before it was announced.
// Does not:    bounded waiting of readers: they wait as long as writers come.
// Not reentrant. To lock while holding shared, or the other way round, waits for oneself. Tickets are unsigned and may
// wrap around, as long as there are fewer writers than numbers.
// Source: problem 2 of P. J. Courtois, F. Heymans, D. L. Parnas, Concurrent Control with "Readers" and "Writers",
// CACM 14(10), 1971; tickets: D. P. Reed, R. K. Kanodia, Synchronization with Eventcounts and Sequencers, CACM 22(2), 1979.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile {

template <platform Platform = StdPlatform, class Ticket = unsigned>
class WriterPreferenceLock {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock_shared(int) {
    Platform::await([&] {
      int seen = word_.load(relaxed);  // relaxed: (1) compares it with the newest value
      // (1) acquire: synchronizes with (5), the exit of the last writer, also through what others have done to the word
      // since: each change continues its release sequence. relaxed on failure: tried again.
      return seen < writer && word_.compare_exchange_weak(seen, seen + reader, acquire, relaxed);
    });
  }
  // Whether the lock is now shared by the caller.
  bool try_lock_shared(int) {
    int seen = word_.load(relaxed);  // relaxed: (2) compares it with the newest value
    while (seen < writer) {
      // (2) acquire, relaxed: as (1).
      if (word_.compare_exchange_weak(seen, seen + reader, acquire, relaxed)) return true;
    }
    return false;
  }
  void unlock_shared(int) {
    // (3) release: what I have read happens before the writer who finds all readers gone, in (4).
    word_.fetch_sub(reader, release);
  }

  void lock(int self) { waiting(self, doorway(self)); }
  Ticket doorway(int) {
    // relaxed: from here on no reader is counted, because (1) and (2) compare with the newest value.
    word_.fetch_add(writer, relaxed);
    // relaxed: only says who comes after whom.
    return next_.fetch_add(1, relaxed);
  }
  void waiting(int, Ticket ticket) {
    // (7) acquire: synchronizes with (6), the exit of the writer before me.
    Platform::await([&] { return serving_.load(acquire) == ticket; });
    // (4) acquire: synchronizes with the exits of all readers (3), whose changes of the word are in a row.
    Platform::await([&] { return word_.load(acquire) % writer == 0; });
  }
  // Whether the lock was free and is now the caller's.
  bool try_lock(int self) {
    int empty = 0;
    // relaxed: from here on no reader is counted; waiting() synchronizes.
    if (!word_.compare_exchange_strong(empty, writer, relaxed, relaxed)) return false;
    // relaxed: if it is not the ticket that is served, the exchange below fails, or waiting() sees to it.
    Ticket ticket = serving_.load(relaxed);
    // relaxed: as in doorway(). Succeeds if no writer stands in the line, so that the new ticket is served at once.
    // (After a wrap-around between the two it may not be, and then one waits.)
    if (!next_.compare_exchange_strong(ticket, static_cast<Ticket>(ticket + 1), relaxed, relaxed)) {
      word_.fetch_sub(writer, relaxed);  // relaxed: takes back the announcement, and hands nothing over
      return false;
    }
    waiting(self, ticket);
    return true;
  }
  void unlock(int) {
    // (5) release: hands my critical section over to readers, who read it in (1) or (2).
    word_.fetch_sub(writer, release);
    // Only the writer who is served changes this: it is my ticket, and relaxed does.
    const Ticket mine = serving_.load(relaxed);
    // (6) release: hands my critical section over to the next writer, who reads it in (7).
    serving_.store(static_cast<Ticket>(mine + 1), release);
  }

  void describe(auto&& name) const {
    name("word", word_);
    name("next", next_);
    name("serving", serving_);
  }

 private:
  static constexpr int reader = 1;
  static constexpr int writer = 1 << 16;  // one that is announced; readers are counted below

  atomic<int> word_{0};
  atomic<Ticket> next_{0};
  atomic<Ticket> serving_{0};
};

}  // namespace turnstile
