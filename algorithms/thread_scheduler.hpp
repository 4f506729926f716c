// A scheduler of threads, from atomics alone: it keeps the books of priorities, and leaves to the machine which runs.
//
//   guard:   test-and-set
//   sleep:   leave the guard;  wait until woken(self);  enter the guard;  woken(self) := false
//
// For portable production code and for the checkers of concurrent executions. Two things a real scheduler does are missing,
// and `obeys_priorities` says so: effective priorities are bookkeeping, nobody runs earlier for them; and the guard is a
// lock, it does not disable preemption. Under SCHED_FIFO a guard that spins can wait for ever for a task that does not get
// the processor: there the PosixScheduler belongs.
// A tick is one look at whether the task was woken: there is no clock on every platform.
// Guarantees:  what switches_tasks (scheduler.hpp) asks for, but for the processor.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <span>

#include "algorithms/scheduler.hpp"
#include "algorithms/std_platform.hpp"

namespace turnstile {

// For at most so many tasks and resources.
template <platform Platform = StdPlatform, int MostTasks = 8, int MostResources = 8>
class ThreadScheduler {
  template <class T>
  using atomic = Platform::template atomic<T>;
  template <class T>
  using var = Platform::template var<T>;

 public:
  static constexpr bool obeys_priorities = false;

  // A base priority for each task. More than MostTasks end the program.
  explicit ThreadScheduler(std::span<const int> base) : tasks_(static_cast<int>(base.size())) {
    if (tasks_ > MostTasks) std::abort();
    std::copy(base.begin(), base.end(), base_.begin());
  }
  ThreadScheduler(const ThreadScheduler&) = delete;
  ThreadScheduler& operator=(const ThreadScheduler&) = delete;

  // --- the books: read and written under the guard --------------------------------------------------------------------
  int tasks() const { return tasks_; }
  int base(int task) const { return at(base_, task); }
  int effective(int task) const { return base(task) + at(boost_, task).read(); }
  void set_effective(int task, int priority) { at(boost_, task).write(priority - base(task)); }

  const Resource<Platform>* waits_for(int task) const {
    const int place = at(waits_for_, task).read();
    return place == 0 ? nullptr : resource(place - 1);
  }
  void set_waits_for(int task, const Resource<Platform>* resource) {
    at(waits_for_, task).write(resource == nullptr ? 0 : number_of(resource) + 1);
    if (resource == nullptr) return;
    at(waits_since_, task).write(waits_.read());
    waits_.write(waits_.read() + 1);
  }
  int waits_since(int task) const { return at(waits_since_, task).read(); }

  // Resources come and go while no task uses any, so not under the guard. More than MostResources end the program.
  void add(const Resource<Platform>& resource) {
    if (resources_ == MostResources) std::abort();
    at(resource_, resources_++) = &resource;
  }
  void remove(const Resource<Platform>& resource) {
    const int number = number_of(&resource);
    at(resource_, number) = at(resource_, --resources_);
  }
  int resources() const { return resources_; }
  const Resource<Platform>* resource(int number) const { return at(resource_, number); }

  // --- which task runs -----------------------------------------------------------------------------------------------
  void enter(int) {
    // (1) acquire: synchronizes with (2), whoever left before; all that was done under the guard happens before.
    Platform::await([&] { return !guarded_.exchange(true, acquire); });
  }
  void leave(int) {
    // (2) release: hands what I did under the guard over to the task that reads it in (1).
    guarded_.store(false, release);
  }

  void sleep(int self) {
    leave(self);
    // (3) acquire: synchronizes with (5), so that my exchange in (1) comes after the one of the task that woke me, which
    // is still inside the guard then.
    Platform::await([&] { return at(woken_, self).load(acquire); });
    enter(self);
    was_woken(self);
  }
  bool sleep_until(int self, Ticks deadline) {
    leave(self);
    // (4) acquire: as (3).
    for (Ticks look = 0; look < deadline && !at(woken_, self).load(acquire); ++look) continue;
    enter(self);
    // A task that was woken after its last look was woken all the same: the task that did it has reckoned with it.
    return was_woken(self);
  }
  void wake(int task) {
    // (5) release: pairs with (3) and (4).
    at(woken_, task).store(true, release);
  }
  Ticks now() const { return 0; }

  void describe(auto&& name) const {
    name("guarded", guarded_);
    name("woken", woken_);
    name("boost", boost_);
    name("waits_for", waits_for_);
    name("waits_since", waits_since_);
    name("waits", waits_);
  }

 private:
  bool was_woken(int self) {
    // relaxed, both: woken is written under the guard only, which orders these.
    const bool woken = at(woken_, self).load(relaxed);
    if (woken) at(woken_, self).store(false, relaxed);
    return woken;
  }

  int number_of(const Resource<Platform>* resource) const {
    return static_cast<int>(std::find(resource_.begin(), resource_.end(), resource) - resource_.begin());
  }

  template <class Array>
  static auto& at(Array& array, int index) {
    return array[static_cast<std::size_t>(index)];
  }

  int tasks_;
  std::array<int, MostTasks> base_{};
  int resources_ = 0;
  std::array<const Resource<Platform>*, MostResources> resource_{};

  atomic<bool> guarded_{false};
  atomic<bool> woken_[MostTasks]{};
  var<int> boost_[MostTasks]{};        // what the effective priority is above the base
  var<int> waits_for_[MostTasks]{};    // the number of a resource, from 1 on; 0: none
  var<int> waits_since_[MostTasks]{};  // how many had begun to wait before
  var<int> waits_{0};
};

}  // namespace turnstile
