// The ticket lock: take a ticket, wait until it is served.
// Source: D. P. Reed, R. K. Kanodia, Synchronization with Eventcounts and Sequencers, CACM 22(2), 1979; as a lock:
// J. M. Mellor-Crummey, M. L. Scott, ACM TOCS 9(1), 1991, pp. 21-65.
// Expected: excludes, makes progress, first come first served: overtaken at most once by each other thread.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int self) {
    doorway(self);
    waiting(self);
  }

  // relaxed: only says who comes after whom.
  void doorway(int self) { ticket_[self] = next_.fetch_add(1, std::memory_order_relaxed); }

  void waiting(int self) {
    // acquire: comes after the one who stored my number.
    while (serving_.load(std::memory_order_acquire) != ticket_[self]) {
    }
  }

  // release: what I did inside comes before the next one.
  void unlock(int self) { serving_.store(ticket_[self] + 1, std::memory_order_release); }

 private:
  atomic<unsigned> next_{0};
  atomic<unsigned> serving_{0};
  unsigned ticket_[8] = {};  // of each thread; nobody else looks at it
};
