// The processor on which priorities decide which task runs.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "algorithms/scheduler.hpp"
#include "models/clients/priority_tasks.hpp"

namespace turnstile::priority {

// One processor, simulated inside the model: a thread of the model takes a step only while it is the ready task of highest
// effective priority; it arrives when the model first runs it. Preemption is put off while a task is inside the guard.
template <class Platform>
class SimulatedProcessor {
 public:
  // --- the scheduler ---------------------------------------------------------------------------------------------------
  [[nodiscard]] int tasks() const { return priority::tasks; }
  [[nodiscard]] int base(int task) const { return priority::base[index(task)]; }
  [[nodiscard]] int effective(int task) const { return of(task).effective; }
  void set_effective(int task, int priority) { of(task).effective = priority; }
  [[nodiscard]] const Resource<Platform>* waits_for(int task) const { return of(task).waits_for; }
  void set_waits_for(int task, const Resource<Platform>* resource) {
    of(task).waits_for = resource;
    if (resource != nullptr) of(task).waits_since = ++waits_;
  }
  [[nodiscard]] int waits_since(int task) const { return of(task).waits_since; }
  void add(const Resource<Platform>& resource) { resource_.at(index(resources_++)) = &resource; }
  void remove(const Resource<Platform>&) {}  // they all go together
  [[nodiscard]] int resources() const { return resources_; }
  [[nodiscard]] const Resource<Platform>* resource(int number) const { return resource_[index(number)]; }

  void enter(int self) {
    gate(self);
    inside_ = self;
  }
  void leave(int) {
    // Releases while no task can take over yet: the task that passes the gate next synchronizes with this.
    running_.fetch_add(0, acq_rel);
    inside_ = nobody;
    dispatch();
  }
  void sleep(int self) {
    of(self).state = State::asleep;
    leave(self);
    enter(self);
  }
  bool sleep_until(int, Ticks) {
    Platform::misused("no task of this program waits with a limit");
    return false;
  }
  void wake(int task) { of(task).state = State::ready; }
  [[nodiscard]] Ticks now() const { return 0; }

  // --- the tasks -------------------------------------------------------------------------------------------------------
  void arrive(int self) {
    of(self).state = State::ready;
    dispatch();
  }
  void finish(int self) {
    of(self).state = State::finished;
    dispatch();
  }
  // Returns while the task is the one that runs.
  void gate(int self) {
    // acq_rel: what the task before did on this processor happens before what I do. A read-modify-write sees the newest
    // value: a processor does not run two tasks because one of them looked at an old one.
    Platform::await([&] { return running_.fetch_add(0, acq_rel) == self && choose() == self; });
  }
  [[nodiscard]] bool asleep(int task) const { return of(task).state == State::asleep; }
  [[nodiscard]] bool here(int task) const { return of(task).state == State::ready || of(task).state == State::asleep; }
  [[nodiscard]] int number_of(const Resource<Platform>* resource) const {
    return static_cast<int>(std::find(resource_.begin(), resource_.end(), resource) - resource_.begin());
  }
  void describe(auto&& name) const { name("(running)", running_); }

 private:
  enum class State : std::uint8_t { pending, ready, asleep, finished };

  struct Task {
    State state = State::pending;
    int effective = 0;
    const Resource<Platform>* waits_for = nullptr;
    int waits_since = 0;
  };

  static std::size_t index(int i) { return static_cast<std::size_t>(i); }
  Task& of(int task) { return tasks_[index(task)]; }
  [[nodiscard]] const Task& of(int task) const { return tasks_[index(task)]; }

  [[nodiscard]] int choose() const {
    if (inside_ != nobody) return inside_;
    int best = nobody;
    for (int task = 0; task < priority::tasks; ++task) {
      if (of(task).state != State::ready) continue;
      if (best == nobody || of(task).effective > of(best).effective) best = task;
    }
    return best;
  }

  // A task may arrive between the choice and the operation that makes it known: then both have to choose again.
  void dispatch() {
    int next = nobody;
    do {
      next = choose();
      running_.exchange(next, acq_rel);
    } while (next != choose());
  }

  std::array<Task, priority::tasks> tasks_ = {
      Task{.effective = priority::base[0]}, Task{.effective = priority::base[1]}, Task{.effective = priority::base[2]}};
  std::array<const Resource<Platform>*, locks> resource_{};
  int resources_ = 0;
  int waits_ = 0;
  int inside_ = nobody;
  typename Platform::template atomic<int> running_{nobody};
};

}  // namespace turnstile::priority
