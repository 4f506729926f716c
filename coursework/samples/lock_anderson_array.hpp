// Anderson's array lock: a ticket lock in which each waits at a place of its own.
// Source: T. E. Anderson, The Performance of Spin Lock Alternatives for Shared-Memory Multiprocessors, IEEE TPDS 1(1),
// 1990, pp. 6-16.
// Expected: excludes, makes progress, first come first served: overtaken at most once by each other thread.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  explicit Lock(int threads) : threads_(static_cast<unsigned>(threads)) { may_enter_[0] = true; }

  void lock(int self) {
    doorway(self);
    waiting(self);
  }

  // acq_rel: who comes to a place again must see that it has been closed; those who took tickets before know it.
  void doorway(int self) { place_[self] = next_.fetch_add(1, std::memory_order_acq_rel) % threads_; }

  void waiting(int self) {
    // acquire: comes after the one who gave way to me.
    while (!may_enter_[place_[self]].load(std::memory_order_acquire)) {
    }
  }

  void unlock(int self) {
    // relaxed: the next store hands it on, and my next ticket.
    may_enter_[place_[self]].store(false, std::memory_order_relaxed);
    // release: what I did inside, and that my place is closed, comes before the next one.
    may_enter_[(place_[self] + 1) % threads_].store(true, std::memory_order_release);
  }

 private:
  unsigned threads_;
  atomic<unsigned> next_{0};
  atomic<bool> may_enter_[8]{};
  unsigned place_[8] = {};  // of each thread; nobody else looks at it
};
