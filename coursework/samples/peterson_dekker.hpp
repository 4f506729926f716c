// Dekker's lock, the first right one for two threads.
// Source: Th. J. Dekker, in E. W. Dijkstra, Cooperating Sequential Processes, EWD 123, 1965, section 2.1.
// Expected: excludes and makes progress. Overtaking is not bounded: a thread that has lowered its flag, and is slow to see
// that the turn has come to it, does not hinder the other one.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int self) {
    doorway(self);
    waiting(self);
  }

  void doorway(int self) { interested_[self] = true; }

  void waiting(int self) {
    while (interested_[1 - self]) {
      if (turn_ != self) {
        interested_[self] = false;
        while (turn_ != self) {
        }
        interested_[self] = true;
      }
    }
  }

  void unlock(int self) {
    turn_ = 1 - self;
    interested_[self] = false;
  }

 private:
  atomic<bool> interested_[2]{};
  atomic<int> turn_{0};
};
