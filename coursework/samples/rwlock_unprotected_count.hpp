// The textbook's reader-writer lock, in which a reader leaves without the lock that protects the count.
// Source: P. J. Courtois, F. Heymans, D. L. Parnas, Concurrent Control with "Readers" and "Writers", CACM 14(10), 1971,
// pp. 667-668, problem 1; the flaw is ours.
// Expected: a data race on the count, where two readers take part.
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
    if (--readers_ == 0) give(writing_);
  }

  void lock(int) { take(writing_); }

  void unlock(int) { give(writing_); }

 private:
  static void take(atomic<bool>& flag) {
    while (flag.exchange(true)) {
    }
  }

  static void give(atomic<bool>& flag) { flag = false; }

  atomic<bool> counting_{false};
  int readers_ = 0;
  atomic<bool> writing_{false};
};
