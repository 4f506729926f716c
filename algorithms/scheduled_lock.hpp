// A priority mutex with a scheduler of its own: a lock that is used by seats, like every other one here.
//
// For at most four seats, with base priorities 1, 1, 2, 2. What a mutex answers to a wrong use is not looked at: seats do
// not use it wrongly (models/clients/held.hpp sees to that where it is checked).
#pragma once

#include <array>
#include <concepts>
#include <span>

#include "algorithms/scheduler.hpp"
#include "algorithms/std_platform.hpp"
#include "algorithms/thread_scheduler.hpp"

namespace turnstile {

// Whether a mutex has to be told which tasks will use it.
template <class Mutex, class Scheduler>
concept names_its_users = std::constructible_from<Mutex, Scheduler&, std::span<const int>>;

template <template <class, class> class Mutex, platform Platform = StdPlatform>
class ScheduledLock {
  static constexpr int most_seats = 4;
  using Scheduler = ThreadScheduler<Platform, most_seats, 1>;
  using Scheduled = Mutex<Platform, Scheduler>;

 public:
  // Every operation waits until it has the scheduler's guard, which nobody keeps for more than a few steps.
  static constexpr bool guarded = true;

  ScheduledLock() = default;

  void lock(int self) { static_cast<void>(mutex_.lock(self)); }
  bool try_lock(int self) { return mutex_.try_lock(self); }
  void unlock(int self) { static_cast<void>(mutex_.unlock(self)); }

  void describe(auto&& name) const {
    scheduler_.describe(name);
    mutex_.describe(name);
  }

 private:
  static constexpr std::array<int, most_seats> seats = {0, 1, 2, 3};
  static constexpr std::array<int, most_seats> base = {1, 1, 2, 2};

  static Scheduled make(Scheduler& scheduler) {
    if constexpr (names_its_users<Scheduled, Scheduler>) {
      return Scheduled(scheduler, seats);
    } else {
      return Scheduled(scheduler);
    }
  }

  Scheduler scheduler_{base};
  Scheduled mutex_ = make(scheduler_);
};

}  // namespace turnstile
