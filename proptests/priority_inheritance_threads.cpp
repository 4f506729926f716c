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
#include "models/clients/rows.hpp"
#include "proptests/support/checks.hpp"
#include "proptests/support/counterexample.hpp"
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

// Expects that no two threads are inside together, whether or not this process may set priorities.
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

Question about(MakeProgram program, const ClientRow& client, int rounds) {
  return {.program = program,
          .client = &client,
          .mix = Mix::all(threads, rounds),
          .at_hang = AtHang::violated,
          .fewest_threads = threads};
}
void expect_nothing(const Question& question) {
  const Report report = explore(question);
  EXPECT_FALSE(report.failure) << text(report, question.mix) << how_to_repeat(report);
  EXPECT_EQ(report.tally.executions, static_cast<std::uint64_t>(schedules_to_pass));
}
void expect_kind(const Question& question, Kind kind) {
  const Report report = explore(question);
  ASSERT_EQ(report.kind(), kind) << text(report, question.mix) << how_to_repeat(report);
  expect_counterexample(question, kind);
}

constexpr const ClientRow& client_of(priority::Scene scene) {
  switch (scene) {
    case priority::Scene::bystander:
      return clients::bystander;
    case priority::Scene::crowd:
      return clients::crowd;
    case priority::Scene::chain:
      return clients::chain;
    default:
      return clients::opposite_orders;
  }
}

template <template <class, class> class Mutex>
Question about_invariants() {
  return about(&place<priority::PriorityInvariants<Mutex, Platform>>, clients::priorities, 2);
}
template <template <class, class> class Mutex, priority::Scene Where>
Question about_inversion() {
  return about(&place<priority::PriorityInversion<Mutex, Platform, Where>>, client_of(Where), 1);
}

template <template <class, class> class Mutex>
void expect_no_inversion() {
  expect_nothing(about_inversion<Mutex, priority::Scene::bystander>());
  expect_nothing(about_inversion<Mutex, priority::Scene::crowd>());
  expect_nothing(about_inversion<Mutex, priority::Scene::chain>());
  expect_nothing(about_inversion<Mutex, priority::Scene::opposite>());
}

}  // namespace

TEST(priority_inheritance, correct_excludes) { expect_exclusion(clients_of<Inheriting>(), threads); }
TEST(priority_inheritance, correct_progresses) { expect_progress(clients_of<Inheriting>(), threads); }
TEST(priority_inheritance, correct_ceiling_excludes) { expect_exclusion(clients_of<WithCeiling>(), threads); }
TEST(priority_inheritance, correct_ceiling_progresses) { expect_progress(clients_of<WithCeiling>(), threads); }

TEST(priority_inheritance, correct_keeps_its_invariants) {
  expect_nothing(about_invariants<PriorityInheritanceMutex>());
}
TEST(priority_inheritance, correct_ceiling_keeps_its_invariants) {
  expect_nothing(about_invariants<PriorityCeilingMutex>());
}
TEST(priority_inheritance, correct_does_not_invert) { expect_no_inversion<PriorityInheritanceMutex>(); }
TEST(priority_inheritance, correct_ceiling_does_not_invert) { expect_no_inversion<PriorityCeilingMutex>(); }

TEST(priority_inheritance, broken_no_inheritance_inverts_in_the_model) {
  expect_kind(about_inversion<broken::MutexNoInheritance, priority::Scene::bystander>(), Kind::inversion);
}
TEST(priority_inheritance, broken_fifo_handoff_inverts_in_the_model) {
  expect_kind(about_inversion<broken::MutexFifoHandoff, priority::Scene::crowd>(), Kind::inversion);
}
TEST(priority_inheritance, broken_no_restore_is_seen_in_the_books) {
  expect_kind(about_invariants<broken::MutexNoRestore>(), Kind::restoration);
}
TEST(priority_inheritance, broken_no_chain_is_seen_in_the_books) {
  expect_kind(about_invariants<broken::MutexNoChain>(), Kind::inheritance);
}
TEST(priority_inheritance, broken_first_waiter_only_is_seen_in_the_books) {
  expect_kind(about_invariants<broken::MutexFirstWaiterOnly>(), Kind::inheritance);
}
TEST(priority_inheritance, broken_no_ceiling_check_goes_wrong_in_the_model) {
  expect_kind(about_inversion<broken::MutexNoCeilingCheck, priority::Scene::opposite>(), Kind::deadlock);
  expect_kind(about_inversion<broken::MutexNoCeilingCheck, priority::Scene::chain>(), Kind::inversion);
}
TEST(priority_inheritance, broken_ceiling_not_strict_goes_wrong_in_the_model) {
  expect_kind(about_inversion<broken::MutexCeilingNotStrict, priority::Scene::opposite>(), Kind::deadlock);
  expect_kind(about_inversion<broken::MutexCeilingNotStrict, priority::Scene::chain>(), Kind::inversion);
}
TEST(priority_inheritance, broken_low_ceiling_goes_wrong_in_the_model) {
  expect_kind(about_inversion<broken::MutexLowCeiling, priority::Scene::opposite>(), Kind::deadlock);
  expect_kind(about_inversion<broken::MutexLowCeiling, priority::Scene::chain>(), Kind::inversion);
}
TEST(priority_inheritance, broken_spin_inside_overlaps_in_the_model) {
  expect_kind(about(clients_of<SpinInside>().of(clients::occupancy), clients::occupancy, 2), Kind::overlap);
}
TEST(priority_inheritance, broken_spin_inside_deadlocks_in_the_model) {
  expect_kind(about(clients_of<SpinInside>().of(clients::progress), clients::progress, 2), Kind::deadlock);
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
