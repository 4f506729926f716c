// The ticket lock with a relaxed load of the number that is served.
// Source: D. P. Reed, R. K. Kanodia, Synchronization with Eventcounts and Sequencers, CACM 22(2), 1979; the flaw is ours.
// Expected: a data race. One thread at a time is inside, but does not see what the last one wrote.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int self) {
    doorway(self);
    waiting(self);
  }

  void doorway(int self) { ticket_[self] = next_.fetch_add(1, std::memory_order_relaxed); }

  void waiting(int self) {
    while (serving_.load(std::memory_order_relaxed) != ticket_[self]) {
    }
  }

  void unlock(int self) { serving_.store(ticket_[self] + 1, std::memory_order_release); }

 private:
  atomic<unsigned> next_{0};
  atomic<unsigned> serving_{0};
  unsigned ticket_[8] = {};  // of each thread; nobody else looks at it
};
