// The engine `uniprocessor`: whether some scenario of the families (family.hpp) violates a property.
//
// The choices of a sequential machine are its arrivals, so that all of them, and with them all preemptions, can be tried:
// an exploration that comes to its end without a violation is a `holds` for the scenarios in its bounds.
//
// Bounded waiting is asked in two stages (stages.hpp), since a priority that is not inherited breaks the invariant and lets the wrong
// task run at nearly the same moment: stage 1 asks only for inversion, of tasks that hold one lock once at most; stage 2
// for the invariants as well, with all scripts. What stage 1 finds is reported.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "algorithms/scheduled_lock.hpp"
#include "models/engines/uniprocessor/replay.hpp"
#include "models/engines/uniprocessor/simulation.hpp"
#include "models/questions/contract.hpp"

namespace turnstile::uniprocessor {

using Report = Exploration;

// How far to explore.
struct Extent {
  double budget_seconds = 0;
  bool thorough = true;  // three tasks arrive up to as late as can make a difference; else two ticks earlier
};

Report explore_scenarios(const Subject& subject, Property property, const Extent& extent);

// --- mutexes of a priority protocol ------------------------------------------------------------------------------------

template <class Mutex>
class ProtocolLocks final : public Locks {
 public:
  ProtocolLocks(Processor& processor, const Scenario& scenario) {
    for (int lock = 0; lock < scenario.locks; ++lock) {
      if constexpr (names_its_users<Mutex, Processor>) {
        mutexes_[index(lock)] = std::make_unique<Mutex>(processor, users(scenario, lock));
      } else {
        mutexes_[index(lock)] = std::make_unique<Mutex>(processor);
      }
    }
  }

  std::errc lock(int lock, int task) override { return at(lock).lock(task); }
  std::errc try_lock_for(int lock, int task, Ticks ticks) override { return at(lock).try_lock_for(task, ticks); }
  std::errc unlock(int lock, int task) override { return at(lock).unlock(task); }

  static std::unique_ptr<Locks> make(Processor& processor, const Scenario& scenario) {
    return std::make_unique<ProtocolLocks>(processor, scenario);
  }

 private:
  static std::size_t index(int lock) { return static_cast<std::size_t>(lock); }
  // The mutex of a lock that the scenario has.
  Mutex& at(int lock) { return *mutexes_[index(lock)]; }

  std::array<std::unique_ptr<Mutex>, most_locks> mutexes_;
};

template <template <class, class> class Mutex>
Subject protocol_subject() {
  using Simulated = Mutex<Platform, Processor>;
  return {.make = &ProtocolLocks<Simulated>::make,
          .keeps_books = true,
          .bound = names_its_users<Simulated, Processor> ? Bound::ceiling : Bound::inheritance};
}

template <template <class Platform, class Scheduler> class Mutex>
OnUniprocessor of_protocol() {
  return {
      .explore =
          [](Property property, double budget_seconds, bool thorough) {
            return explore_scenarios(protocol_subject<Mutex>(), property, {budget_seconds, thorough});
          },
      .replay = [](const counterexample::Artifact& artifact) { return replay(protocol_subject<Mutex>(), artifact); }};
}

// --- ordinary locks, used by seats ---------------------------------------------------------------------------------------

template <class Lock>
class SeatLocks final : public Locks {
 public:
  std::errc lock(int lock, int task) override {
    at(lock).lock(task);
    return {};
  }
  // Such a lock cannot wait with a limit, and the scenarios for such locks do not ask for it.
  std::errc try_lock_for(int, int, Ticks) override { return std::errc::operation_not_supported; }
  std::errc unlock(int lock, int task) override {
    at(lock).unlock(task);
    return {};
  }

  static std::unique_ptr<Locks> make(Processor&, const Scenario&) { return std::make_unique<SeatLocks>(); }

 private:
  Lock& at(int lock) { return locks_[static_cast<std::size_t>(lock)]; }

  std::array<Lock, most_locks> locks_;
};

template <template <class> class Lock>
Subject lock_subject() {
  return {.make = &SeatLocks<Lock<Platform>>::make, .keeps_books = false, .bound = Bound::none};
}

template <template <class> class Lock>
OnUniprocessor of_lock() {
  return {.explore =
              [](Property property, double budget_seconds, bool thorough) {
                return explore_scenarios(lock_subject<Lock>(), property, {budget_seconds, thorough});
              },
          .replay = [](const counterexample::Artifact& artifact) { return replay(lock_subject<Lock>(), artifact); }};
}

}  // namespace turnstile::uniprocessor
