// Kessels' lock: Peterson's, in which each variable is written by one thread only. The turn is the sum of two bits.
// Source: J. L. W. Kessels, Arbitration Without Common Modifiable Variables, Acta Informatica 17, 1982, pp. 135-141.
// Expected: excludes, makes progress, and a thread that waits is overtaken once at most.
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
    interested_[self] = true;
    mine_[self] = yielding(self);
    bit_[self] = mine_[self];
  }

  void waiting(int self) {
    while (interested_[1 - self] && mine_[self] == yielding(self)) {
    }
  }

  void unlock(int self) { interested_[self] = false; }

 private:
  // The value of my bit with which it is the other's turn: thread 0 makes the bits equal, thread 1 different.
  int yielding(int self) const { return (bit_[1 - self] + self) % 2; }

  atomic<bool> interested_[2]{};
  atomic<int> bit_[2]{};
  int mine_[2] = {};  // what I have written to my bit; nobody else looks at it
};
