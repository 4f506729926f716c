// Broken priority ceiling mutex: it admits at the ceiling, not only above.
//
// Differs from priority_inheritance_ceiling.hpp in barrier(): a task as urgent as the ceiling of another's lock enters. It
// may be the very user that the ceiling stands for, and meet that lock later, with one of its own in hand.
// Breaks:   bounded waiting, kind inversion: a task is blocked by more than one critical section; progress, kind deadlock,
//           with locks in opposite order.
// Seen by:  the simulated uniprocessor, Relacy, interleavings; RC11 sees the deadlock. Not with one lock.
#pragma once

#include <algorithm>
#include <span>
#include <system_error>

#include "algorithms/scheduler.hpp"

namespace turnstile::broken {

template <class Platform, class Scheduler>
class MutexCeilingNotStrict {
  static_assert(platform<Platform> && scheduler_on<Scheduler, Platform>);

 public:
  // `users`: every task that will ever ask for it. The scheduler outlives the mutex.
  MutexCeilingNotStrict(Scheduler& scheduler, std::span<const int> users) : scheduler_(scheduler) {
    for (const int user : users) {
      resource_.ceiling = std::max(resource_.ceiling, scheduler_.base(user));
    }
    scheduler_.add(resource_);
  }
  ~MutexCeilingNotStrict() { scheduler_.remove(resource_); }
  MutexCeilingNotStrict(const MutexCeilingNotStrict&) = delete;
  MutexCeilingNotStrict& operator=(const MutexCeilingNotStrict&) = delete;

  // resource_deadlock_would_occur (EDEADLK), at once: self owns it already.
  std::errc lock(int self) {
    scheduler_.enter(self);
    const std::errc result = acquire(self);
    scheduler_.leave(self);
    return result;
  }

  // Whether the caller was admitted at once, and owns the lock now.
  bool try_lock(int self) {
    scheduler_.enter(self);
    const bool admitted = owner() != self && barrier(self) == nullptr;
    if (admitted) resource_.owner.write(self);
    scheduler_.leave(self);
    return admitted;
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
    if (owner() == self) return std::errc::resource_deadlock_would_occur;
    while (const Resource<Platform>* closed = barrier(self)) {
      begin_waiting(self, *closed);
      // release() has ended my waiting; what bars the way now, if anything does, is another lock.
      scheduler_.sleep(self);
    }
    resource_.owner.write(self);
    return {};
  }

  std::errc acquire_until(int self, Ticks deadline) {
    if (owner() == self) return std::errc::resource_deadlock_would_occur;
    while (const Resource<Platform>* closed = barrier(self)) {
      begin_waiting(self, *closed);
      if (!scheduler_.sleep_until(self, deadline)) {
        give_up_waiting(self, *closed);
        return std::errc::timed_out;
      }
    }
    resource_.owner.write(self);
    return {};
  }

  std::errc release(int self) {
    if (owner() != self) return std::errc::operation_not_permitted;
    resource_.owner.write(nobody);
    for (int task = 0; task < scheduler_.tasks(); ++task) {
      if (scheduler_.waits_for(task) != &resource_) continue;
      scheduler_.set_waits_for(task, nullptr);
      scheduler_.wake(task);  // the most urgent of them runs first, and the others find what it has taken
    }
    refresh(self);
    return {};
  }

  // What bars the way of a task: this lock if another owns it, or S*. By base priorities: who inherits is no more entitled.
  const Resource<Platform>* barrier(int self) const {
    const Resource<Platform>* highest = owner() == nobody ? nullptr : &resource_;
    for (int i = 0; i < scheduler_.resources(); ++i) {
      const Resource<Platform>* other = scheduler_.resource(i);
      const int holder = other->owner.read();
      if (holder == nobody || holder == self) continue;
      if (scheduler_.base(self) >= other->ceiling) continue;  // BUG: > in the right one
      if (highest == nullptr || other->ceiling > highest->ceiling) highest = other;
    }
    return highest;
  }

  void begin_waiting(int self, const Resource<Platform>& closed) {
    scheduler_.set_waits_for(self, &closed);
    refresh(closed.owner.read());
  }

  void give_up_waiting(int self, const Resource<Platform>& closed) {
    scheduler_.set_waits_for(self, nullptr);
    refresh(closed.owner.read());
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
