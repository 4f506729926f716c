// The door to the scheduler: what a priority protocol may ask for, and nothing else.
//
// A lock that spins needs only memory (platform.hpp). A lock whose waiters sleep, and whose owner inherits their priority,
// needs the part of the operating system that decides who runs. Three answer here: ThreadScheduler (Platform atomics, for
// checkers and for portable code), PosixScheduler (Linux), and the simulated processor of the checkers.
//
// Tasks are numbered from 0. A priority is an int, and the larger is the more urgent. A task has a base priority, which
// never changes, and an effective one, by which it is scheduled: the protocol computes it, the scheduler obeys it.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>

#include "algorithms/platform.hpp"

namespace turnstile {

inline constexpr int nobody = -1;

// A time, or a length of time: in what unit is the scheduler's business.
using Ticks = std::int64_t;

// What one task at a time owns and others wait for: the part of a mutex that its scheduler knows. Protected by the guard.
template <class Platform>
struct Resource {
  typename Platform::template var<int> owner{nobody};
  // The highest base priority of all tasks that ever ask for it. Only the priority ceiling protocol gives it one.
  int ceiling = std::numeric_limits<int>::min();
};

// The books: how urgent each task is, and what it waits for. A protocol reads and writes them under the guard.
template <class S, class Platform>
concept keeps_priorities =
    requires(S scheduler, const S constant, int task, int priority, const Resource<Platform>& resource) {
      { constant.tasks() } -> std::same_as<int>;
      { constant.base(task) } -> std::same_as<int>;
      { constant.effective(task) } -> std::same_as<int>;
      // From now on the task is scheduled by this priority.
      { scheduler.set_effective(task, priority) } -> std::same_as<void>;

      // What the task waits for; nothing: it does not wait.
      { constant.waits_for(task) } -> std::same_as<const Resource<Platform>*>;
      { scheduler.set_waits_for(task, &resource) } -> std::same_as<void>;
      // When the task began to wait: of two that wait, the one with the smaller number began first.
      { constant.waits_since(task) } -> std::same_as<int>;

      // Every resource of the tasks, from its construction to its destruction, numbered from 0 in no particular order.
      { scheduler.add(resource) } -> std::same_as<void>;
      { scheduler.remove(resource) } -> std::same_as<void>;
      { constant.resources() } -> std::same_as<int>;
      { constant.resource(task) } -> std::same_as<const Resource<Platform>*>;
    };

// A scheduler that decides which task runs.
template <class S>
concept switches_tasks = requires(S scheduler, const S constant, int self, Ticks deadline) {
  // Between the two the calling task runs with preemption disabled: no other task of these is between them, and none of
  // them takes its processor. What a task wrote there, the next one sees. Preemption has to be disabled, and not only the
  // others locked out: under fixed priorities a guard that spins would wait for ever for a less urgent task that holds it
  // and is not given the processor. leave() is where a task that has become more urgent takes over.
  { scheduler.enter(self) } -> std::same_as<void>;
  { scheduler.leave(self) } -> std::same_as<void>;

  // Both are called inside the guard: they give it up, together with the processor, until the task is woken, and return
  // inside it. sleep_until also ends when the deadline has come; the result is whether the task was woken.
  { scheduler.sleep(self) } -> std::same_as<void>;
  { scheduler.sleep_until(self, deadline) } -> std::same_as<bool>;
  // Called inside the guard, for a task that sleeps, or that has begun to wait and is about to.
  { scheduler.wake(self) } -> std::same_as<void>;
  { constant.now() } -> std::same_as<Ticks>;
};

template <class S, class Platform>
concept scheduler_on = keeps_priorities<S, Platform> && switches_tasks<S>;

}  // namespace turnstile
