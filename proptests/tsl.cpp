// The test-and-set lock over interleavings, and with real threads.
#include "algorithms/tsl/tsl.hpp"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "algorithms/tsl/broken_early_release.hpp"
#include "algorithms/tsl/broken_lost_release.hpp"
#include "algorithms/tsl/broken_relaxed_acquire.hpp"
#include "algorithms/tsl/broken_relaxed_release.hpp"
#include "algorithms/tsl/broken_spin_wait.hpp"
#include "algorithms/tsl/broken_test_then_set.hpp"
#include "algorithms/tsl/tsl_blocking.hpp"
#include "algorithms/tsl/tsl_ttas.hpp"
#include "models/engines/uniprocessor/explore.hpp"
#include "proptests/support/checks.hpp"
#include "proptests/support/quiet_check.hpp"
#include "proptests/support/real_threads.hpp"

namespace turnstile::interleaving {

// --- the right forms, for two threads and for three --------------------------------------------------------------------

TEST(tsl, correct_excludes) {
  expect_exclusion(clients_of<TestAndSetLock>(), 2);
  expect_exclusion(clients_of<TestAndSetLock>(), 3);
}
TEST(tsl, correct_progresses) {
  expect_progress(clients_of<TestAndSetLock>(), 2);
  expect_progress(clients_of<TestAndSetLock>(), 3);
}
// A thread is overtaken by each of the others in every round.
TEST(tsl, correct_is_overtaken_in_every_round) {
  expect_growing_bypass(clients_of<TestAndSetLock>(), 2, {1, 2, 3}, 1);
  expect_growing_bypass(clients_of<TestAndSetLock>(), 3, {2, 4, 6}, 1);
}

TEST(tsl, correct_ttas_excludes) {
  expect_exclusion(clients_of<TestTestAndSetLock>(), 2);
  expect_exclusion(clients_of<TestTestAndSetLock>(), 3);
}
TEST(tsl, correct_ttas_progresses) {
  expect_progress(clients_of<TestTestAndSetLock>(), 2);
  expect_progress(clients_of<TestTestAndSetLock>(), 3);
}
TEST(tsl, correct_ttas_is_overtaken_in_every_round) {
  expect_growing_bypass(clients_of<TestTestAndSetLock>(), 2, {1, 2, 3}, 1);
  expect_growing_bypass(clients_of<TestTestAndSetLock>(), 3, {2, 4, 6}, 1);
}

TEST(tsl, correct_blocking_excludes) {
  expect_exclusion(clients_of<BlockingTestAndSetLock>(), 2);
  expect_exclusion(clients_of<BlockingTestAndSetLock>(), 3);
}
TEST(tsl, correct_blocking_progresses) {
  expect_progress(clients_of<BlockingTestAndSetLock>(), 2);
  expect_progress(clients_of<BlockingTestAndSetLock>(), 3);
}
TEST(tsl, correct_blocking_is_overtaken_in_every_round) {
  expect_growing_bypass(clients_of<BlockingTestAndSetLock>(), 2, {1, 2, 3}, 1);
  expect_growing_bypass(clients_of<BlockingTestAndSetLock>(), 3, {2, 4, 6}, 1);
}

// --- the broken ones that interleavings show ---------------------------------------------------------------------------

TEST(tsl, broken_test_then_set_overlaps) {
  expect_overlap(clients_of<broken::TslTestThenSet>(), 2, 2);
  expect_overlap(clients_of<broken::TslTestThenSet>(), 3, 2);
}
TEST(tsl, broken_test_then_set_progresses) { expect_progress(clients_of<broken::TslTestThenSet>(), 3); }

TEST(tsl, broken_early_release_overlaps) {
  expect_overlap(clients_of<broken::TslEarlyRelease>(), 2, 1);
  expect_overlap(clients_of<broken::TslEarlyRelease>(), 3, 1);
}
TEST(tsl, broken_early_release_progresses) { expect_progress(clients_of<broken::TslEarlyRelease>(), 3); }

TEST(tsl, broken_lost_release_deadlocks) {
  expect_hangs(clients_of<broken::TslLostRelease>(), 2,
               {{"2,2", Kind::deadlock}, {"1,2", Kind::deadlock}, {"2,0", Kind::deadlock}}, 1);
  expect_hangs(clients_of<broken::TslLostRelease>(), 3,
               {{"2,2,2", Kind::deadlock},
                {"1,2,2", Kind::deadlock},
                {"2,0,2", Kind::deadlock},
                {"2,2,0", Kind::deadlock},
                {"2,0,0", Kind::deadlock}},
               2);
}
TEST(tsl, broken_lost_release_excludes) { expect_exclusion_until_it_hangs(clients_of<broken::TslLostRelease>(), 3); }
TEST(tsl, broken_lost_release_is_overtaken_in_every_round) {
  expect_growing_bypass(clients_of<broken::TslLostRelease>(), 3, {2, 4, 6}, 1);
}

// --- only weak memory breaks these: here they are right ----------------------------------------------------------------

TEST(tsl, broken_relaxed_acquire_is_not_seen) {
  expect_exclusion(clients_of<broken::TslRelaxedAcquire>(), 3);
  expect_progress(clients_of<broken::TslRelaxedAcquire>(), 3);
}
TEST(tsl, broken_relaxed_release_is_not_seen) {
  expect_exclusion(clients_of<broken::TslRelaxedRelease>(), 3);
  expect_progress(clients_of<broken::TslRelaxedRelease>(), 3);
}

// --- only a processor with fixed priorities breaks this: every schedule here is fair ------------------------------------

TEST(tsl, broken_spin_wait_is_overtaken_in_every_round) {
  expect_growing_bypass(clients_of<broken::TslSpinWait>(), 2, {1, 2, 3}, 1);
}
TEST(tsl, broken_spin_wait_is_not_seen) {
  expect_exclusion(clients_of<broken::TslSpinWait>(), 3);
  expect_progress(clients_of<broken::TslSpinWait>(), 3);
}

}  // namespace turnstile::interleaving

// --- one simulated processor with fixed priorities -----------------------------------------------------------------------

namespace turnstile::uniprocessor {

namespace {

constexpr double enough_seconds = 60;

// An urgent task finds the lock taken, and spins; its owner never runs again.
void expect_livelock(const OnUniprocessor& lock) {
  const Report progress = lock.explore(Property::progress, enough_seconds, true);
  EXPECT_EQ(progress.outcome, Outcome::violated) << progress.reason;
  EXPECT_EQ(progress.kind, Kind::livelock) << progress.reason;
  // Two tasks are enough; none of middle priority is needed.
  const auto schedule = progress.schedule.value_or(counterexample::Schedule{});
  EXPECT_EQ(schedule.tasks.size(), 2U) << text(schedule);
  const Report exclusion = lock.explore(Property::mutual_exclusion, enough_seconds, true);
  EXPECT_EQ(exclusion.outcome, Outcome::holds) << exclusion.reason;
}

}  // namespace

TEST(tsl, correct_livelocks_on_one_processor) { expect_livelock(of_lock<TestAndSetLock>()); }
TEST(tsl, correct_ttas_livelocks_on_one_processor) { expect_livelock(of_lock<TestTestAndSetLock>()); }
TEST(tsl, broken_spin_wait_livelocks_on_one_processor) { expect_livelock(of_lock<broken::TslSpinWait>()); }

TEST(tsl, correct_blocking_progresses_on_one_processor) {
  const Report report = of_lock<BlockingTestAndSetLock>().explore(Property::progress, enough_seconds, true);
  EXPECT_EQ(report.outcome, Outcome::holds) << report.reason;
  EXPECT_TRUE(report.complete);
}
// A waiting task sleeps, but the owner does not inherit its priority.
TEST(tsl, correct_blocking_inverts_on_one_processor) {
  const Report report = of_lock<BlockingTestAndSetLock>().explore(Property::bounded_waiting, enough_seconds, true);
  EXPECT_EQ(report.outcome, Outcome::violated);
  EXPECT_EQ(report.kind, Kind::inversion) << report.reason;
}
// A task that spins alone waits for itself, and no other keeps it from running: that is no livelock.
TEST(tsl, broken_lost_release_deadlocks_on_one_processor) {
  const Report report = of_lock<broken::TslLostRelease>().explore(Property::progress, enough_seconds, true);
  EXPECT_EQ(report.kind, Kind::deadlock) << report.reason;
}

}  // namespace turnstile::uniprocessor

namespace turnstile::real_threads {

RC_GTEST_PROP(tsl, correct_excludes_real_threads, ()) { excludes<TestAndSetLock<>>({.most_threads = 4}); }
RC_GTEST_PROP(tsl, correct_ttas_excludes_real_threads, ()) { excludes<TestTestAndSetLock<>>({.most_threads = 4}); }
RC_GTEST_PROP(tsl, correct_blocking_excludes_real_threads, ()) {
  excludes<BlockingTestAndSetLock<>>({.most_threads = 4});
}

// The partner of all these: they can fail. When two threads meet between the test and the set is up to the machine.
TEST(tsl, broken_test_then_set_does_not_exclude_real_threads) {
  rc::detail::TestParams parameters = configured();
  parameters.disableShrinking = true;
  expect_within_a_minute([&] {
    ++parameters.seed;
    return !holds_quietly([] { excludes<broken::TslTestThenSet<ShakenPlatform>>({.most_threads = 4}); }, parameters);
  });
}

}  // namespace turnstile::real_threads
