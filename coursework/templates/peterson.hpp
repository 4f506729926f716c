// Assignment: peterson.
//
// Write a lock for two threads, 0 and 1, from loads and stores alone: no exchange, no compare_exchange, no fetch_add.
// Peterson's is one (1981); Dekker's and Kessels' are others.
//
//   lock(self)     waits until thread `self` may enter; self is 0 or 1
//   unlock(self)   is called by the thread that is inside
//
// What is asked: that two are never inside at once and see what the other one did there; that somebody always gets in,
// also when the other thread stays away; how often a thread is overtaken while it waits.
// First write it with the default memory order, then ask which orders can be weaker.
//
// On your own: #include it in a program with two threads. Checked: turnstile grade peterson peterson.hpp
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;  // std::atomic, in your program; seen by the checker, when it is checked

class Lock {
 public:
  void lock(int self) {
    (void)self;  // TODO
  }

  void unlock(int self) {
    (void)self;  // TODO
  }

 private:
  // TODO: members, for example   atomic<bool> name_[2]{};
};
