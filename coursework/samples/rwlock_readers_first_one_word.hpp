// Reader preference in one word: readers are counted, a writer leaves a mark.
// Source: J. M. Mellor-Crummey, M. L. Scott, Scalable Reader-Writer Synchronization for Shared-Memory Multiprocessors,
// PPoPP 1991, the simple reader-preference lock.
// Expected: excludes, readers share, and it makes progress. A reader is overtaken by one writer at most; a writer waits as
// long as readers come.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock_shared(int self) {
    doorway_shared(self);
    waiting_shared(self);
  }

  // relaxed: from here on no writer enters, since a read-modify-write sees the newest value.
  void doorway_shared(int) { word_.fetch_add(reader, std::memory_order_relaxed); }

  void waiting_shared(int) {
    // acquire: comes after the last writer, also where other readers have changed the word since (release sequence).
    while (word_.load(std::memory_order_acquire) % reader == writer) {
    }
  }

  // release: what I have read comes before the next writer.
  void unlock_shared(int) { word_.fetch_sub(reader, std::memory_order_release); }

  void lock(int) {
    int nobody = 0;
    // acquire: comes after all who have left.
    while (!word_.compare_exchange_weak(nobody, writer, std::memory_order_acquire, std::memory_order_relaxed)) {
      nobody = 0;
    }
  }

  // release: what I did comes before all who enter later.
  void unlock(int) { word_.fetch_sub(writer, std::memory_order_release); }

 private:
  static constexpr int writer = 1;
  static constexpr int reader = 2;

  atomic<int> word_{0};
};
