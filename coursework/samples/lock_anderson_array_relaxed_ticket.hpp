// Anderson's array lock with a relaxed ticket, which is enough for the ticket lock, and not here.
// Source: T. E. Anderson, The Performance of Spin Lock Alternatives for Shared-Memory Multiprocessors, IEEE TPDS 1(1),
// 1990, pp. 6-16; the flaw is ours.
// Expected: overlap. A thread that comes to a place for the first time need not see that it has been closed since the
// beginning: it reads the initial value. With an acq_rel ticket it would learn that from those who came before it.
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

  void doorway(int self) { place_[self] = next_.fetch_add(1, std::memory_order_relaxed) % threads_; }

  void waiting(int self) {
    // acquire: comes after the one who gave way to me.
    while (!may_enter_[place_[self]].load(std::memory_order_acquire)) {
    }
  }

  void unlock(int self) {
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
