// Priority protocols: do priorities go where they belong, and do they then decide which task runs?
//
// Programs of three tasks, of base priority 1, 2, 3. Most keep plain variables of their own, which is right on
// platforms whose execution order is real time (Relacy, interleavings): nothing happens between two operations of a thread
// but what the thread does itself.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <system_error>

#include "algorithms/scheduled_lock.hpp"
#include "algorithms/scheduler.hpp"
#include "algorithms/thread_scheduler.hpp"
#include "models/clients/client.hpp"
#include "models/clients/priority_tasks.hpp"
#include "models/clients/simulated_processor.hpp"
#include "models/vocabulary/program.hpp"

namespace turnstile::priority {

// A mutex for these users, whatever protocol it follows.
template <class Mutex, class Scheduler>
class Made {
 public:
  Made(Scheduler& scheduler, std::span<const int> users)
    requires names_its_users<Mutex, Scheduler>
      : mutex_(scheduler, users) {}
  Made(Scheduler& scheduler, std::span<const int>)
    requires(!names_its_users<Mutex, Scheduler>)
      : mutex_(scheduler) {}
  Mutex* operator->() { return &mutex_; }
  const Mutex* operator->() const { return &mutex_; }

 private:
  Mutex mutex_;
};

// --- do priorities go where they belong? -------------------------------------------------------------------------------

// A scheduler that checks its own books. Whenever a task leaves the guard, inheritance and restoration must hold
// exactly. Whenever a task is woken for a lock, no other task that waits for the same lock may be more urgent: it would
// wait on while a less urgent one runs.
template <class Platform>
class CheckedScheduler : public ThreadScheduler<Platform, tasks, locks> {
  using Books = ThreadScheduler<Platform, tasks, locks>;

 public:
  CheckedScheduler() : Books(base) {}

  void set_effective(int task, int priority) {
    effective_[index(task)] = priority;
    Books::set_effective(task, priority);
  }
  void set_waits_for(int task, const Resource<Platform>* resource) {
    waits_for_[index(task)] = resource;
    Books::set_waits_for(task, resource);
  }
  void wake(int task) {
    const auto* resource = waits_for_[index(task)];
    for (std::size_t i = 0; i < waits_for_.size() && resource != nullptr; ++i) {
      if (waits_for_[i] != resource || effective_[i] <= effective_[index(task)]) continue;
      found(Kind::inversion, "task # of priority # gets the lock, which task # of priority # waits for",
            {task, effective_[index(task)], static_cast<int>(i), effective_[i]});
    }
    Books::wake(task);
  }
  void leave(int self) {
    check();
    Books::leave(self);
  }
  void sleep(int self) {
    check();
    Books::sleep(self);
  }
  bool sleep_until(int self, Ticks deadline) {
    check();
    return Books::sleep_until(self, deadline);
  }

 private:
  static std::size_t index(int task) { return static_cast<std::size_t>(task); }

  // Every task is entitled to the highest base priority among its own and those of all tasks that wait for it.
  void check() {
    std::array<int, tasks> blocker{};
    for (std::size_t i = 0; i < blocker.size(); ++i) {
      blocker[i] = waits_for_[i] == nullptr ? nobody : waits_for_[i]->owner.read();
    }
    std::array<int, tasks> due = base;
    for (int waiter = 0; waiter < tasks; ++waiter) {
      int link = blocker[index(waiter)];
      for (int steps = 0; steps < tasks && link != nobody; ++steps, link = blocker[index(link)]) {
        due[index(link)] = std::max(due[index(link)], base[index(waiter)]);
      }
    }
    for (int i = 0; i < tasks; ++i) {
      if (effective_[index(i)] >= due[index(i)]) continue;
      found(Kind::inheritance, "task # has priority #, and one of priority # waits for it",
            {i, effective_[index(i)], due[index(i)]});
    }
    for (int i = 0; i < tasks; ++i) {
      if (effective_[index(i)] <= due[index(i)]) continue;
      found(Kind::restoration, "task # keeps priority #, and is entitled to # only",
            {i, effective_[index(i)], due[index(i)]});
    }
  }

  static void found(Kind kind, const char* what, const std::array<int, 4>& numbers) {
    Platform::mark({.found = what, .numbers = numbers});
    Platform::violated(kind);
  }

  std::array<int, tasks> effective_ = base;
  std::array<const Resource<Platform>*, tasks> waits_for_{};
};

// Tasks that run at the same time: 0 takes lock a, 1 takes b and inside it a, 2 takes b in its first round and a in its
// second. So chains form (2 waits for 1, which waits for 0), and two tasks wait for the same lock.
template <template <class, class> class Mutex, checking_platform Platform>
class PriorityInvariants final : public Program {
  using Scheduler = CheckedScheduler<Platform>;
  using Checked = Made<Mutex<Platform, Scheduler>, Scheduler>;

 public:
  explicit PriorityInvariants(const Mix& mix) : mix_(mix) {}

  void thread(int self) override {
    for (int round = 0; round < mix_[self]; ++round) one_round(self, round);
  }
  // A task that leaves early does so for good: whether that stops another one is not asked here.
  void another_round(int) override {}
  void describe(Names& names) const override {
    scheduler_.describe(names);
    a_->describe([&](std::string_view, const auto& owner) { names("a.owner", owner); });
    b_->describe([&](std::string_view, const auto& owner) { names("b.owner", owner); });
  }

 private:
  void one_round(int self, int round) {
    Platform::enter(Section::waiting);
    if (self == 0) {
      hold(a_, self, [] {});
    } else if (self == 1) {
      hold(b_, self, [&] { hold(a_, self, [] {}); });
    } else {
      hold(round % 2 == 0 ? b_ : a_, self, [] {});
    }
    Platform::enter(Section::remainder);
  }

  template <class Inside>
  void hold(Checked& lock, int self, Inside inside) {
    if (lock->lock(self) != std::errc()) Platform::misused("a lock was refused, although there is no cycle");
    Platform::enter(Section::critical);
    inside();
    if (lock->unlock(self) != std::errc()) Platform::misused("a lock was not taken back from its owner");
  }

  Mix mix_;
  Scheduler scheduler_;
  Checked a_{scheduler_, everybody};
  Checked b_{scheduler_, std::span(everybody).last(2)};
};

// --- do they prevent deadlock? -----------------------------------------------------------------------------------------

// Tasks that run at the same time, whatever their priorities: 0 takes lock a and inside it b, 2 takes b and inside it a. A
// lock that is refused because of a cycle is done without. The platform sees a hang.
template <template <class, class> class Mutex, checking_platform Platform>
class OppositeOrders final : public Program {
  using Scheduler = ThreadScheduler<Platform, tasks, locks>;
  using Ordered = Made<Mutex<Platform, Scheduler>, Scheduler>;

 public:
  explicit OppositeOrders(const Mix& mix) : mix_(mix) {}

  void thread(int self) override {
    for (int round = 0; round < mix_[self] && self != 1; ++round) {
      Platform::enter(Section::waiting);
      self == 0 ? nested(a_, b_, self) : nested(b_, a_, self);
      Platform::enter(Section::remainder);
    }
  }
  void another_round(int) override {}
  void describe(Names& names) const override {
    scheduler_.describe(names);
    a_->describe([&](std::string_view, const auto& owner) { names("a.owner", owner); });
    b_->describe([&](std::string_view, const auto& owner) { names("b.owner", owner); });
  }

 private:
  void nested(Ordered& outer, Ordered& inner, int self) {
    hold(outer, self, [&] { hold(inner, self, [] {}); });
  }
  template <class Inside>
  void hold(Ordered& lock, int self, Inside inside) {
    if (lock->lock(self) != std::errc()) return;
    Platform::enter(Section::critical);
    inside();
    if (lock->unlock(self) != std::errc()) Platform::misused("a lock was not taken back from its owner");
  }

  static constexpr std::array<int, 2> users = {0, 2};  // the most urgent one last

  Mix mix_;
  Scheduler scheduler_{base};
  Ordered a_{scheduler_, users};
  Ordered b_{scheduler_, users};
};

// --- do they decide which task runs? ---------------------------------------------------------------------------------

// What the tasks do; 0 is the least urgent.
enum class Scene : std::uint8_t {
  bystander,  // 0 and 2 use a lock, 1 uses none
  crowd,      // all three use it
  chain,      // 0 uses a, 1 uses a inside of b, 2 uses b
  opposite    // 0 uses b inside of a, 2 uses a inside of b
};

// Inversion: a task runs that is less urgent than one that waits, and for which that one does not wait; or more critical
// sections of less urgent tasks block a task than the protocol promises. Deadlock is seen by the platform.
template <template <class, class> class Mutex, checking_platform Platform, Scene Where>
class PriorityInversion final : public Program {
  using Processor = SimulatedProcessor<Platform>;
  static_assert(scheduler_on<Processor, Platform>);
  using Checked = Made<Mutex<Platform, Processor>, Processor>;
  static constexpr bool ceiling = names_its_users<Mutex<Platform, Processor>, Processor>;

 public:
  explicit PriorityInversion(const Mix& mix) : mix_(mix) {}

  void thread(int self) override {
    Platform::enter(Section::waiting);
    processor_.arrive(self);
    for (int round = 0; round < mix_[self]; ++round) one_round(self);
    processor_.finish(self);
    Platform::enter(Section::remainder);
  }
  void another_round(int) override {}
  void describe(Names& names) const override {
    processor_.describe(names);
    a_->describe([&](std::string_view, const auto& owner) { names("a.owner", owner); });
    b_->describe([&](std::string_view, const auto& owner) { names("b.owner", owner); });
  }

 private:
  static constexpr int a = 0;
  static constexpr int b = 1;

  struct Task {
    int held = 0;      // locks
    int interval = 0;  // how often it has begun to hold locks
    int blocked_by = 0;
    std::array<int, tasks> counted{};  // of each task, the interval that was counted last
  };

  static std::size_t index(int i) { return static_cast<std::size_t>(i); }
  // The most urgent one last.
  static std::span<const int> users_of_a() {
    if constexpr (Where == Scene::chain) return std::span(everybody).first(2);
    static constexpr std::array outer = {0, 2};
    return Where == Scene::crowd ? std::span<const int>(everybody) : std::span<const int>(outer);
  }
  static std::span<const int> users_of_b() {
    if constexpr (Where == Scene::chain) return std::span(everybody).last(2);
    static constexpr std::array outer = {0, 2};
    return outer;
  }

  void one_round(int self) {
    switch (Where) {
      case Scene::bystander:
        return self == 1 ? compute(self) : alone(self);
      case Scene::crowd:
        return alone(self);
      case Scene::chain:
        return in_chain(self);
      case Scene::opposite:
        return crosswise(self);
    }
  }
  void alone(int self) {
    hold(a, self, [&] { compute(self, self == 0 ? 2 : 1); });
  }
  void in_chain(int self) {
    if (self == 0) hold(a, self, [&] { compute(self, 2); });
    if (self == 1) nested(b, a, self);
    if (self == 2) hold(b, self, [&] { compute(self); });
  }
  void crosswise(int self) {
    if (self == 0) nested(a, b, self);
    if (self == 1) compute(self);
    if (self == 2) nested(b, a, self);
  }
  void nested(int outer, int inner, int self) {
    hold(outer, self, [&] { hold(inner, self, [&] { compute(self); }); });
  }

  // A lock that is refused because of a cycle is done without.
  template <class Inside>
  void hold(int number, int self, Inside inside) {
    Checked& lock = number == a ? a_ : b_;
    const std::errc error = lock->lock(self);
    if (error == std::errc::resource_deadlock_would_occur && Where == Scene::opposite) return;
    if (error != std::errc()) Platform::misused("a lock was refused, although there is no cycle");
    Platform::enter(Section::critical);
    owner_[index(number)] = self;
    if (of(self).held++ == 0) ++of(self).interval;
    inside();
    --of(self).held;
    owner_[index(number)] = nobody;
    if (lock->unlock(self) != std::errc()) Platform::misused("a lock was not taken back from its owner");
  }

  void compute(int self, int steps = 1) {
    for (int step = 0; step < steps; ++step) {
      processor_.gate(self);
      // With opposite orders only the end is asked for: inheritance alone allows a deadlock, and promises no number.
      if constexpr (Where != Scene::opposite) check(self);
    }
  }

  void check(int runs) {
    for (int task = 0; task < tasks; ++task) {
      if (task == runs || !processor_.here(task)) continue;
      // A task that waits for itself, in a cycle, does so for ever: that is a question of progress.
      const bool waits = processor_.asleep(task) && processor_.waits_for(task) != nullptr && !waits_for(task, task);
      if (waits && processor_.effective(runs) < processor_.effective(task) && !waits_for(task, runs)) {
        found("task # of priority # runs while task # of priority # waits, and not for it",
              {runs, processor_.effective(runs), task, processor_.effective(task)});
      }
      if (of(runs).held > 0 && base[index(runs)] < base[index(task)]) count(runs, task);
    }
  }

  void count(int runs, int blocked) {
    int& counted = of(blocked).counted[index(runs)];
    if (counted == of(runs).interval) return;
    counted = of(runs).interval;
    constexpr int number_of_locks = Where == Scene::bystander || Where == Scene::crowd ? 1 : 2;
    const int allowed = ceiling ? 1 : std::min(blocked, number_of_locks);
    const bool promised = mix_[blocked] == 1 && (ceiling || Where != Scene::opposite);
    if (++of(blocked).blocked_by <= allowed || !promised) return;
    found("task # is blocked by # critical sections of less urgent tasks, where # is the most",
          {blocked, of(blocked).blocked_by, allowed});
  }

  static void found(const char* what, const std::array<int, 4>& numbers) {
    Platform::mark({.found = what, .numbers = numbers});
    Platform::violated(Kind::inversion);
  }

  // Whether the waiter waits for that task directly, or for one that waits for it.
  [[nodiscard]] bool waits_for(int waiter, int whom) const {
    int link = blocker(waiter);
    for (int steps = 0; steps < tasks && link != nobody; ++steps, link = blocker(link)) {
      if (link == whom) return true;
    }
    return false;
  }
  [[nodiscard]] int blocker(int task) const {
    const Resource<Platform>* resource = processor_.waits_for(task);
    return resource == nullptr ? nobody : owner_[index(processor_.number_of(resource))];
  }

  Task& of(int task) { return tasks_[index(task)]; }

  Mix mix_;
  Processor processor_;
  Checked a_{processor_, users_of_a()};
  Checked b_{processor_, users_of_b()};
  std::array<int, locks> owner_ = {nobody, nobody};  // by what the tasks themselves have seen
  std::array<Task, tasks> tasks_{};
};

}  // namespace turnstile::priority
