// Broken priority inheritance mutex: only the first waiter raises the owner.
//
// Differs from priority_inheritance.hpp in begin_waiting(): a later waiter does not look whether it is the most urgent one.
// Breaks:   bounded waiting, kind inheritance.
// Seen by:  the simulated uniprocessor, Relacy, RC11, interleavings. Not with two tasks: it takes two that wait.
#pragma once

#include <algorithm>
#include <system_error>

#include "algorithms/scheduler.hpp"

namespace turnstile::broken {

template <class Platform, class Scheduler>
class MutexFirstWaiterOnly {
  static_assert(platform<Platform> && scheduler_on<Scheduler, Platform>);

 public:
  // The scheduler outlives the mutex.
  explicit MutexFirstWaiterOnly(Scheduler& scheduler) : scheduler_(scheduler) { scheduler_.add(resource_); }
  ~MutexFirstWaiterOnly() { scheduler_.remove(resource_); }
  MutexFirstWaiterOnly(const MutexFirstWaiterOnly&) = delete;
  MutexFirstWaiterOnly& operator=(const MutexFirstWaiterOnly&) = delete;

  // resource_deadlock_would_occur (EDEADLK), at once: self owns it already, or its owner waits for self.
  std::errc lock(int self) {
    scheduler_.enter(self);
    const std::errc result = acquire(self);
    scheduler_.leave(self);
    return result;
  }

  // Whether the lock was free, for the caller, and is now the caller's.
  bool try_lock(int self) {
    scheduler_.enter(self);
    const bool taken = take_at_once(self);
    scheduler_.leave(self);
    return taken;
  }

  // As lock(), and timed_out (ETIMEDOUT) when so much time went by: then nothing of the wait is left, in no priority.
  std::errc try_lock_for(int self, Ticks ticks) {
    scheduler_.enter(self);
    const std::errc result = acquire_until(self, scheduler_.now() + ticks);
    scheduler_.leave(self);
    return result;
  }

  // operation_not_permitted (EPERM): self does not own it.
  std::errc unlock(int self) {
    scheduler_.enter(self);
    const std::errc result = release(self);
    scheduler_.leave(self);
    return result;
  }

  void describe(auto&& name) const { name("owner", resource_.owner); }

 private:
  std::errc acquire(int self) {
    if (would_close_cycle(self)) return std::errc::resource_deadlock_would_occur;
    if (take_at_once(self)) return {};
    begin_waiting(self);
    do {
      scheduler_.sleep(self);
    } while (owner() != nobody);  // a more urgent task was faster
    take_after_waiting(self);
    return {};
  }

  std::errc acquire_until(int self, Ticks deadline) {
    if (would_close_cycle(self)) return std::errc::resource_deadlock_would_occur;
    if (take_at_once(self)) return {};
    begin_waiting(self);
    do {
      if (!scheduler_.sleep_until(self, deadline)) {
        give_up_waiting(self);
        return std::errc::timed_out;
      }
    } while (owner() != nobody);
    take_after_waiting(self);
    return {};
  }

  std::errc release(int self) {
    if (owner() != self) return std::errc::operation_not_permitted;
    resource_.owner.write(nobody);
    refresh(self);
    const int heir = most_urgent_waiter();
    if (heir != nobody) scheduler_.wake(heir);
    return {};
  }

  // While the lock is free, the most urgent waiter has been woken and is about to take it.
  bool take_at_once(int self) {
    if (owner() != nobody) return false;
    const int heir = most_urgent_waiter();
    if (heir != nobody && scheduler_.effective(self) <= scheduler_.effective(heir)) return false;
    resource_.owner.write(self);
    return true;
  }

  void take_after_waiting(int self) {
    scheduler_.set_waits_for(self, nullptr);
    resource_.owner.write(self);
    refresh(self);  // the others wait for me now
  }

  void begin_waiting(int self) {
    const bool first = most_urgent_waiter() == nobody;  // BUG: and who comes later
    scheduler_.set_waits_for(self, &resource_);
    if (first) refresh(owner());  // BUG: does not donate
  }

  void give_up_waiting(int self) {
    scheduler_.set_waits_for(self, nullptr);
    refresh(owner());
  }

  // Whether self owns this, or something that its owner waits for, directly or through others.
  bool would_close_cycle(int self) const {
    int task = owner();
    while (task != nobody && task != self) task = blocker(task);
    return task == self;
  }

  // Puts the effective priority of a task right, and that of all it waits for, as far as that changes anything.
  void refresh(int task) {
    while (task != nobody) {
      const int priority = due(task);
      if (priority == scheduler_.effective(task)) return;
      scheduler_.set_effective(task, priority);
      task = blocker(task);
    }
  }

  // What the effective priority of a task has to be, given the tasks that wait for it.
  int due(int task) const {
    int priority = scheduler_.base(task);
    for (int other = 0; other < scheduler_.tasks(); ++other) {
      if (blocker(other) == task) priority = std::max(priority, scheduler_.effective(other));
    }
    return priority;
  }

  // The highest effective priority; among equals the one that came first.
  int most_urgent_waiter() const {
    int best = nobody;
    for (int task = 0; task < scheduler_.tasks(); ++task) {
      if (scheduler_.waits_for(task) == &resource_ && (best == nobody || precedes(task, best))) best = task;
    }
    return best;
  }

  bool precedes(int a, int b) const {
    const int difference = scheduler_.effective(a) - scheduler_.effective(b);
    return difference > 0 || (difference == 0 && scheduler_.waits_since(a) < scheduler_.waits_since(b));
  }

  // The owner of what a task waits for.
  int blocker(int task) const {
    const Resource<Platform>* resource = scheduler_.waits_for(task);
    return resource == nullptr ? nobody : resource->owner.read();
  }

  int owner() const { return resource_.owner.read(); }

  Scheduler& scheduler_;
  Resource<Platform> resource_;
};

}  // namespace turnstile::broken
