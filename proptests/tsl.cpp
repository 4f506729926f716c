// The test-and-set lock over interleavings, and with real threads.
#include "algorithms/tsl/tsl.hpp"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "algorithms/tsl/broken_early_release.hpp"
#include "algorithms/tsl/broken_lost_release.hpp"
#include "algorithms/tsl/broken_relaxed_acquire.hpp"
#include "algorithms/tsl/broken_relaxed_release.hpp"
#include "algorithms/tsl/broken_test_then_set.hpp"
#include "algorithms/tsl/tsl_ttas.hpp"
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
// By each of the others in every round.
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

}  // namespace turnstile::interleaving

namespace turnstile::real_threads {

RC_GTEST_PROP(tsl, correct_excludes_real_threads, ()) { excludes<TestAndSetLock<>>({.most_threads = 4}); }
RC_GTEST_PROP(tsl, correct_ttas_excludes_real_threads, ()) { excludes<TestTestAndSetLock<>>({.most_threads = 4}); }

// The partner of all these: they can fail. When two threads meet between the test and the set is up to the machine.
TEST(tsl, broken_test_then_set_does_not_exclude_real_threads) {
  if (std::thread::hardware_concurrency() < 2) GTEST_SKIP() << "one processor: two threads hardly ever meet there";
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  rc::detail::TestParams parameters = configured();
  parameters.disableShrinking = true;
  while (holds_quietly([] { excludes<broken::TslTestThenSet<>>({.most_threads = 4}); }, parameters)) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "no overlap in a minute";
    ++parameters.seed;
  }
}

}  // namespace turnstile::real_threads
