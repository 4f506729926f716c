// Assignment: rwlock.
//
// Write a reader-writer lock for any number of threads: readers share it, a writer is alone. Any atomic operation may be
// used. Decide who goes first when both wait, and say so in a comment.
//
//   lock(self), unlock(self)                of a writer; self is 0, 1, 2, ...
//   lock_shared(self), unlock_shared(self)  of a reader
//
// What is asked: that a writer is alone, and that all see what earlier writers did; that readers do meet inside; that
// somebody always gets in; how often readers and writers are overtaken. To be overtaken without bound is the price of
// some decisions, not a mistake.
//
// On your own: #include it in a program with threads. Checked: turnstile grade rwlock rwlock.hpp
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;  // std::atomic, in your program; seen by the checker, when it is checked

class Lock {
 public:
  void lock_shared(int self) {
    (void)self;  // TODO
  }

  void unlock_shared(int self) {
    (void)self;  // TODO
  }

  void lock(int self) {
    (void)self;  // TODO
  }

  void unlock(int self) {
    (void)self;  // TODO
  }

 private:
  // TODO: members, for example   atomic<int> name_{0};
};
