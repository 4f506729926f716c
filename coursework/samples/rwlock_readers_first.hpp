// The textbook's reader-writer lock: the first reader locks writers out, the last one lets them in.
// Source: P. J. Courtois, F. Heymans, D. L. Parnas, Concurrent Control with "Readers" and "Writers", CACM 14(10), 1971,
// pp. 667-668, problem 1. Its semaphores are test-and-set locks here.
// Expected: excludes, readers share, and it makes progress. Overtaking is not bounded, neither of writers nor of readers.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock_shared(int) {
    take(counting_);
    if (++readers_ == 1) take(writing_);
    give(counting_);
  }

  void unlock_shared(int) {
    take(counting_);
    if (--readers_ == 0) give(writing_);
    give(counting_);
  }

  void lock(int) { take(writing_); }

  void unlock(int) { give(writing_); }

 private:
  // acquire: comes after whoever gave the flag back.
  static void take(atomic<bool>& flag) {
    while (flag.exchange(true, std::memory_order_acquire)) {
    }
  }

  // release: what I did with the flag comes before the next one who takes it.
  static void give(atomic<bool>& flag) { flag.store(false, std::memory_order_release); }

  atomic<bool> counting_{false};
  int readers_ = 0;  // protected by counting_
  atomic<bool> writing_{false};
};
