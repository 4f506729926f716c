// Writer preference: a writer announces itself, and no reader comes in any more.
// Source: the problem is no. 2 of P. J. Courtois, F. Heymans, D. L. Parnas, Concurrent Control with "Readers" and
// "Writers", CACM 14(10), 1971, pp. 667-668; this solution is ours, with one word and a test-and-set lock.
// Expected: excludes, readers share, and it makes progress. Overtaking is not bounded: readers wait as long as writers
// come, and of several writers any one may be first.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock_shared(int) {
    for (;;) {
      int seen = word_.load(std::memory_order_relaxed);
      // acquire: comes after the last writer.
      if (seen < writer && word_.compare_exchange_strong(seen, seen + reader, std::memory_order_acquire)) return;
    }
  }

  // release: what I have read comes before the next writer.
  void unlock_shared(int) { word_.fetch_sub(reader, std::memory_order_release); }

  void lock(int) {
    word_.fetch_add(writer, std::memory_order_relaxed);  // relaxed: only keeps readers out
    // acquire, both: comes after the last writer, and after all readers.
    while (writing_.exchange(true, std::memory_order_acquire)) {
    }
    while (word_.load(std::memory_order_acquire) % writer != 0) {
    }
  }

  void unlock(int) {
    // release, both: a reader sees the one, a writer the other.
    writing_.store(false, std::memory_order_release);
    word_.fetch_sub(writer, std::memory_order_release);
  }

 private:
  static constexpr int reader = 1;
  static constexpr int writer = 1000;

  atomic<int> word_{0};  // readers inside, and `writer` for each writer that is here
  atomic<bool> writing_{false};
};
