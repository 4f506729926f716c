// The ticket lock that takes a ticket by a load and a store.
// Source: D. P. Reed, R. K. Kanodia, Synchronization with Eventcounts and Sequencers, CACM 22(2), 1979; the flaw is ours.
// Expected: overlap. Two threads take the same ticket. And a deadlock: then some number is served that nobody has.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int self) {
    doorway(self);
    waiting(self);
  }

  void doorway(int self) {
    ticket_[self] = next_;
    next_ = ticket_[self] + 1;
  }

  void waiting(int self) {
    while (serving_ != ticket_[self]) {
    }
  }

  void unlock(int) { ++serving_; }

 private:
  atomic<unsigned> next_{0};
  atomic<unsigned> serving_{0};
  unsigned ticket_[8] = {};  // of each thread; nobody else looks at it
};
