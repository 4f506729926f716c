// Assignment: turn.
//
// Two threads, 0 and 1, take turns: write lock() and unlock() so that only the thread whose turn it is enters, and gives
// the turn to the other one when it leaves. Use one atomic variable, loads and stores.
//
//   lock(self)     waits until thread `self` may enter; self is 0 or 1
//   unlock(self)   is called by the thread that is inside
//
// What is asked: that two are never inside at once and see what the other one did there; that nobody is overtaken more
// than once. This lock cannot make progress when one thread stays away: the checker will say so, and you should know why.
//
// On your own: #include it in a program with two threads. Checked: turnstile grade turn turn.hpp
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
  // TODO: members, for example   atomic<int> name_{0};
};
