// Priority inheritance mutex: while others wait for it, its owner is as urgent as the most urgent of them.
//
//   effective(t) = max(base(t), effective(w) for every w that waits for something that t owns)
//
//   lock:    free, and self more urgent than all who wait ?  owner := self
//                :  waits_for(self) := this;  refresh(owner);  sleep until it is free;  owner := self
//   unlock:  owner := nobody;  refresh(self);  wake the waiter of highest effective priority
//   refresh(t):  until nothing changes: recompute effective(t), then go on with the owner of what t waits for
//
// Without it a task of middle priority, which has nothing to do with the lock, keeps its owner from running, and with it
// the urgent task that waits: priority inversion without a bound.
//
// A lock that is given back is free until the waiter that was woken runs. It is not handed over to it: an urgent task that
// gives it back and wants it again at once would then wait for one that has not even run, a second critical section.
//
// For the tasks of one scheduler. Locks may be nested, and released in any order. All work is done under the scheduler's
// guard; a lock has no list of its waiters: they are the tasks whose waits_for it is.
// Guarantees:  mutual exclusion; progress; bounded inversion: a task is blocked by at most min(n, m) critical sections, of
//              n tasks less urgent and m locks, where locks are nested properly and always in one order.
// Does not:    prevent deadlock. A lock() that would close a cycle of waiting owners reports it instead of waiting.
// Source: L. Sha, R. Rajkumar, J. P. Lehoczky, Priority Inheritance Protocols, IEEE Transactions on Computers 39(9), 1990.
#pragma once

#include <algorithm>
#include <system_error>

#include "algorithms/scheduler.hpp"

namespace turnstile {

template <class Platform, class Scheduler>
class PriorityInheritanceMutex {
  static_assert(platform<Platform> && scheduler_on<Scheduler, Platform>);

 public:
  // The scheduler outlives the mutex.
  explicit PriorityInheritanceMutex(Scheduler& scheduler) : scheduler_(scheduler) { scheduler_.add(resource_); }
  ~PriorityInheritanceMutex() { scheduler_.remove(resource_); }
  PriorityInheritanceMutex(const PriorityInheritanceMutex&) = delete;
  PriorityInheritanceMutex& operator=(const PriorityInheritanceMutex&) = delete;

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
    scheduler_.set_waits_for(self, &resource_);
    refresh(owner());
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

}  // namespace turnstile
