// Broken reader-writer lock: a writer comes in as a reader first, and then waits until it is the only one.
//
// Differs from rwlock_reader_preference.hpp in lock(). Two that have come in as readers each wait for the other to
// leave.
// Breaks:   progress, kind deadlock, where there are two writers. Mutual exclusion holds.
// Seen by:  Relacy, RC11, interleavings.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform>
class RwUpgrade {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  void lock_shared(int self) {
    doorway_shared(self);
    waiting_shared(self);
  }
  void doorway_shared(int) {
    // relaxed: from here on no writer enters, because (4) and (5) compare with the newest value; (1) waits for the one
    // who is inside.
    word_.fetch_add(reader, relaxed);
  }
  void waiting_shared(int) {
    // (1) acquire: synchronizes with (6), the last writer's exit, also through counts that readers have changed since:
    // each continues its release sequence. That critical section happens before mine.
    Platform::await([&] { return (word_.load(acquire) & writer) == 0; });
  }
  // Whether the lock is now shared by the caller.
  bool try_lock_shared(int) {
    int seen = word_.load(relaxed);  // relaxed: (2) compares it with the newest value
    while ((seen & writer) == 0) {
      // (2) acquire: as (1). relaxed on failure: tried again, or given up.
      if (word_.compare_exchange_weak(seen, seen + reader, acquire, relaxed)) return true;
    }
    return false;
  }
  void unlock_shared(int) {
    // (3) release: what I have read happens before the writer who finds all readers gone, in (4) or (5).
    word_.fetch_sub(reader, release);
  }

  void lock(int self) {
    lock_shared(self);  // BUG: who holds shared waits for others who do the same
    Platform::await([&] {
      int expected = reader;  // BUG: myself
      // (4) acquire: synchronizes with every reader's exit (3) and every writer's exit (6) so far: all of them changed
      // this one word, and each continues the release sequences before it. relaxed on failure: nothing is read.
      return word_.compare_exchange_weak(expected, writer, acquire, relaxed);
    });
  }
  // Whether the lock was free and is now the caller's.
  bool try_lock(int) {
    int expected = 0;
    // (5) acquire, relaxed: as (4).
    return word_.compare_exchange_strong(expected, writer, acquire, relaxed);
  }
  void unlock(int) {
    // (6) release: hands my critical section over to who reads it in (1), (2), (4) or (5).
    word_.fetch_sub(writer, release);
  }

  void describe(auto&& name) const { name("word", word_); }

 private:
  static constexpr int writer = 1;  // the mark
  static constexpr int reader = 2;  // one of them; the count is the rest of the word

  atomic<int> word_{0};
};

}  // namespace turnstile::broken
