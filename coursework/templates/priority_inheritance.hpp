// Assignment: priority_inheritance.
//
// Write a lock for tasks of fixed priorities on one processor: while an urgent task waits, the owner of the lock is as
// urgent, so that no task of middle priority can keep both from running.
//
//   lock(self)      waits until task `self` may enter; self is 0, 1, 2, ...
//   unlock(self)    is called by the task that is inside
//
// The scheduler is asked by these functions (namespace turnstile::scheduler):
//   enter(self), leave(self)     between the two no other task runs: all that you do, you do in there
//   sleep(self)                  inside: gives the processor up until somebody wakes the task, and returns inside
//   wake(task)                   inside: of one that sleeps
//   tasks(), base(task)          how many tasks there are; a priority that never changes: the larger, the more urgent
//   effective(task), set_effective(task, priority)   inside: that by which the task is scheduled
//
// What is asked: that two are never inside at once; that somebody always gets in; that no task runs which is less urgent
// than one that waits, unless that one waits for it.
//
// On your own: #include it in a program with threads. Checked: turnstile grade priority_inheritance priority_inheritance.hpp
#pragma once

#include <turnstile/scheduler.hpp>

namespace scheduler = turnstile::scheduler;

class Lock {
 public:
  void lock(int self) {
    scheduler::enter(self);
    // TODO
    scheduler::leave(self);
  }

  void unlock(int self) {
    scheduler::enter(self);
    // TODO
    scheduler::leave(self);
  }

 private:
  // TODO: members, plain ones: the guard protects them. For example   int owner_ = -1;
};
