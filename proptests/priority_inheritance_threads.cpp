// Priority inheritance and priority ceiling as locks: their errors, on Linux, over interleavings, and with real threads.
#include <array>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "algorithms/posix_scheduler.hpp"
#include "algorithms/priority_inheritance/broken_ceiling_not_strict.hpp"
#include "algorithms/priority_inheritance/broken_fifo_handoff.hpp"
#include "algorithms/priority_inheritance/broken_first_waiter_only.hpp"
#include "algorithms/priority_inheritance/broken_low_ceiling.hpp"
#include "algorithms/priority_inheritance/broken_no_ceiling_check.hpp"
#include "algorithms/priority_inheritance/broken_no_chain.hpp"
#include "algorithms/priority_inheritance/broken_no_inheritance.hpp"
#include "algorithms/priority_inheritance/broken_no_restore.hpp"
#include "algorithms/priority_inheritance/broken_spin_inside.hpp"
#include "algorithms/priority_inheritance/priority_inheritance.hpp"
#include "algorithms/priority_inheritance/priority_inheritance_ceiling.hpp"
#include "algorithms/scheduled_lock.hpp"
#include "models/clients/priority.hpp"
#include "proptests/support/checks.hpp"
#include "proptests/support/real_threads.hpp"

// --- errors, one thread ----------------------------------------------------------------------------------------------------

namespace turnstile {

namespace {

template <template <class, class> class Mutex>
void expect_errors() {
  using Scheduler = ThreadScheduler<StdPlatform>;
  constexpr std::array base = {1, 2};
  constexpr std::array users = {0, 1};
  Scheduler scheduler(base);
  priority::Made<Mutex<StdPlatform, Scheduler>, Scheduler> mutex(scheduler, users);
  EXPECT_EQ(mutex->unlock(0), std::errc::operation_not_permitted);
  EXPECT_EQ(mutex->lock(0), std::errc());
  EXPECT_EQ(mutex->lock(0), std::errc::resource_deadlock_would_occur);
  EXPECT_EQ(mutex->try_lock_for(0, 1), std::errc::resource_deadlock_would_occur);
  EXPECT_FALSE(mutex->try_lock(0));
  EXPECT_FALSE(mutex->try_lock(1));
  EXPECT_EQ(mutex->try_lock_for(1, 3), std::errc::timed_out);
  EXPECT_EQ(scheduler.effective(0), 1);
  EXPECT_EQ(mutex->unlock(1), std::errc::operation_not_permitted);
  EXPECT_EQ(mutex->unlock(0), std::errc());
  EXPECT_EQ(mutex->try_lock_for(1, 0), std::errc());
  EXPECT_EQ(mutex->unlock(1), std::errc());
  EXPECT_TRUE(mutex->try_lock(1));
  EXPECT_EQ(mutex->unlock(1), std::errc());
}

}  // namespace

TEST(priority_inheritance, correct_reports_errors) { expect_errors<PriorityInheritanceMutex>(); }
TEST(priority_inheritance, correct_ceiling_reports_errors) { expect_errors<PriorityCeilingMutex>(); }

// --- the scheduler of Linux ---------------------------------------------------------------------------------------------------

namespace {

// Whether or not this process may set priorities: nobody is inside together with another.
template <template <class, class> class Mutex>
void expect_exclusion_on_posix() {
  constexpr int rounds = 300;
  constexpr std::array base = {1, 2, 3};
  constexpr std::array users = {0, 1, 2};
  PosixScheduler scheduler(base);
  priority::Made<Mutex<StdPlatform, PosixScheduler>, PosixScheduler> mutex(scheduler, users);
  int counter = 0;
  std::vector<std::jthread> threads;
  threads.reserve(base.size());
  for (int self = 0; self < static_cast<int>(base.size()); ++self) {
    threads.emplace_back([&, self] {
      scheduler.begin_thread(self);
      for (int round = 0; round < rounds; ++round) {
        const bool taken = round % 2 == 1 && mutex->try_lock_for(self, 1'000) == std::errc();
        if (!taken) mutex->lock(self);
        ++counter;
        mutex->unlock(self);
      }
      scheduler.end_thread(self);
    });
  }
  threads.clear();
  EXPECT_EQ(counter, rounds * static_cast<int>(base.size()));
  for (int task = 0; task < scheduler.tasks(); ++task) EXPECT_EQ(scheduler.effective(task), scheduler.base(task));
}

}  // namespace

TEST(priority_inheritance, correct_excludes_on_posix) { expect_exclusion_on_posix<PriorityInheritanceMutex>(); }
TEST(priority_inheritance, correct_ceiling_excludes_on_posix) { expect_exclusion_on_posix<PriorityCeilingMutex>(); }

}  // namespace turnstile

// --- interleavings -----------------------------------------------------------------------------------------------------------

namespace turnstile::interleaving {

namespace {

template <class P>
using Inheriting = ScheduledLock<PriorityInheritanceMutex, P>;
template <class P>
using WithCeiling = ScheduledLock<PriorityCeilingMutex, P>;
template <class P>
using SpinInside = ScheduledLock<broken::MutexSpinInside, P>;

constexpr int threads = priority::tasks;

Report explore_program(MakeProgram program, int rounds) {
  return explore({.program = program, .mix = Mix::all(threads, rounds), .at_hang = AtHang::violated});
}
void expect_nothing(MakeProgram program, int rounds) {
  const Report report = explore_program(program, rounds);
  EXPECT_FALSE(report.failure) << text(report, Mix::all(threads, rounds)) << how_to_repeat(report);
  EXPECT_EQ(report.tally.executions, static_cast<std::uint64_t>(schedules_to_pass));
}
void expect_kind(MakeProgram program, int rounds, Kind kind) {
  const Report report = explore_program(program, rounds);
  EXPECT_EQ(report.kind(), kind) << text(report, Mix::all(threads, rounds)) << how_to_repeat(report);
}

template <template <class, class> class Mutex>
constexpr MakeProgram invariants = &place<priority::PriorityInvariants<Mutex, Platform>>;
template <template <class, class> class Mutex, priority::Scene Where>
constexpr MakeProgram inversion = &place<priority::PriorityInversion<Mutex, Platform, Where>>;

template <template <class, class> class Mutex>
void expect_no_inversion() {
  expect_nothing(inversion<Mutex, priority::Scene::bystander>, 1);
  expect_nothing(inversion<Mutex, priority::Scene::crowd>, 1);
  expect_nothing(inversion<Mutex, priority::Scene::chain>, 1);
  expect_nothing(inversion<Mutex, priority::Scene::opposite>, 1);
}

}  // namespace

TEST(priority_inheritance, correct_excludes) { expect_exclusion(clients_of<Inheriting>(), threads); }
TEST(priority_inheritance, correct_progresses) { expect_progress(clients_of<Inheriting>(), threads); }
TEST(priority_inheritance, correct_ceiling_excludes) { expect_exclusion(clients_of<WithCeiling>(), threads); }
TEST(priority_inheritance, correct_ceiling_progresses) { expect_progress(clients_of<WithCeiling>(), threads); }

TEST(priority_inheritance, correct_keeps_its_invariants) { expect_nothing(invariants<PriorityInheritanceMutex>, 2); }
TEST(priority_inheritance, correct_ceiling_keeps_its_invariants) {
  expect_nothing(invariants<PriorityCeilingMutex>, 2);
}
TEST(priority_inheritance, correct_does_not_invert) { expect_no_inversion<PriorityInheritanceMutex>(); }
TEST(priority_inheritance, correct_ceiling_does_not_invert) { expect_no_inversion<PriorityCeilingMutex>(); }

TEST(priority_inheritance, broken_no_inheritance_inverts_in_the_model) {
  expect_kind(inversion<broken::MutexNoInheritance, priority::Scene::bystander>, 1, Kind::inversion);
}
TEST(priority_inheritance, broken_fifo_handoff_inverts_in_the_model) {
  expect_kind(inversion<broken::MutexFifoHandoff, priority::Scene::crowd>, 1, Kind::inversion);
}
TEST(priority_inheritance, broken_no_restore_is_seen_in_the_books) {
  expect_kind(invariants<broken::MutexNoRestore>, 2, Kind::restoration);
}
TEST(priority_inheritance, broken_no_chain_is_seen_in_the_books) {
  expect_kind(invariants<broken::MutexNoChain>, 2, Kind::inheritance);
}
TEST(priority_inheritance, broken_first_waiter_only_is_seen_in_the_books) {
  expect_kind(invariants<broken::MutexFirstWaiterOnly>, 2, Kind::inheritance);
}
TEST(priority_inheritance, broken_no_ceiling_check_goes_wrong_in_the_model) {
  expect_kind(inversion<broken::MutexNoCeilingCheck, priority::Scene::opposite>, 1, Kind::deadlock);
  expect_kind(inversion<broken::MutexNoCeilingCheck, priority::Scene::chain>, 1, Kind::inversion);
}
TEST(priority_inheritance, broken_ceiling_not_strict_goes_wrong_in_the_model) {
  expect_kind(inversion<broken::MutexCeilingNotStrict, priority::Scene::opposite>, 1, Kind::deadlock);
  expect_kind(inversion<broken::MutexCeilingNotStrict, priority::Scene::chain>, 1, Kind::inversion);
}
TEST(priority_inheritance, broken_low_ceiling_goes_wrong_in_the_model) {
  expect_kind(inversion<broken::MutexLowCeiling, priority::Scene::opposite>, 1, Kind::deadlock);
  expect_kind(inversion<broken::MutexLowCeiling, priority::Scene::chain>, 1, Kind::inversion);
}
TEST(priority_inheritance, broken_spin_inside_overlaps_in_the_model) {
  expect_kind(clients_of<SpinInside>().occupancy, 2, Kind::overlap);
}
TEST(priority_inheritance, broken_spin_inside_deadlocks_in_the_model) {
  expect_kind(clients_of<SpinInside>().progress, 2, Kind::deadlock);
}

}  // namespace turnstile::interleaving

// --- real threads --------------------------------------------------------------------------------------------------------------

namespace turnstile::real_threads {

RC_GTEST_PROP(priority_inheritance, correct_excludes_real_threads, ()) {
  excludes<ScheduledLock<PriorityInheritanceMutex>>({.most_threads = 4, .most_rounds = 1000});
}
RC_GTEST_PROP(priority_inheritance, correct_ceiling_excludes_real_threads, ()) {
  excludes<ScheduledLock<PriorityCeilingMutex>>({.most_threads = 4, .most_rounds = 1000});
}

}  // namespace turnstile::real_threads
