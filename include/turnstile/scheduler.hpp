// A scheduler for code that is written in plain functions: what a lock with priorities may ask for (algorithms/scheduler.hpp
// says what each does). In an ordinary build it keeps books of eight tasks, whose base priorities are 0, 1 ... 7, and leaves
// to the machine which task runs; where coursework is graded, the grader's scheduler answers (docs/coursework.md).
//
//   enter(self), leave(self)     between the two no other task is, and nobody takes the processor
//   sleep(self)                  inside: gives all of that up until somebody wakes the task, and returns inside
//   wake(task)                   inside: of one that sleeps
//   tasks(), base(task)          how many there are, from 0 on; a priority that never changes: the larger, the more urgent
//   effective(task), set_effective(task, priority)   inside: that by which it is scheduled
#pragma once

#include <array>

#include "algorithms/thread_scheduler.hpp"

namespace turnstile::scheduler {

namespace detail {

inline constexpr std::array<int, 8> priorities = {0, 1, 2, 3, 4, 5, 6, 7};
inline ThreadScheduler<> books{priorities};

}  // namespace detail

inline void enter(int self) { detail::books.enter(self); }
inline void leave(int self) { detail::books.leave(self); }
inline void sleep(int self) { detail::books.sleep(self); }
inline void wake(int task) { detail::books.wake(task); }
inline int tasks() { return detail::books.tasks(); }
inline int base(int task) { return detail::books.base(task); }
inline int effective(int task) { return detail::books.effective(task); }
inline void set_effective(int task, int priority) { detail::books.set_effective(task, priority); }

}  // namespace turnstile::scheduler
