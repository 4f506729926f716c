// Each check can fail: with a lock that breaks what it checks, it does.
#include "proptests/support/checks.hpp"

#include <functional>

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "algorithms/peterson/broken_no_turn.hpp"
#include "algorithms/peterson/broken_polite_retreat.hpp"
#include "algorithms/peterson/broken_turn_first.hpp"
#include "algorithms/peterson/peterson.hpp"

namespace turnstile::interleaving {

namespace {

// What GoogleTest would have said against these expectations.
std::string failures_of(const std::function<void()>& expectations) {
  testing::TestPartResultArray results;
  {
    const testing::ScopedFakeTestPartResultReporter intercept(
        testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &results);
    expectations();
  }
  std::string failures;
  for (int i = 0; i < results.size(); ++i) {
    if (results.GetTestPartResult(i).failed()) failures += results.GetTestPartResult(i).message();
  }
  return failures;
}

bool mentions(const std::string& failures, const std::string& part) { return failures.find(part) != std::string::npos; }

const Programs right = clients_of<PetersonLock>();
const Programs overlapping = clients_of<broken::PetersonTurnFirst>();
const Programs stuck = clients_of<broken::PetersonNoTurn>();
const Programs unfair = clients_of<broken::PetersonPoliteRetreat>();

TEST(support, right_lock_passes_its_checks) {
  EXPECT_EQ(failures_of([] { expect_exclusion(right, 2); }), "");
  EXPECT_EQ(failures_of([] { expect_progress(right, 2); }), "");
  EXPECT_EQ(failures_of([] { expect_bypass(right, 2, {1, 1, 1}); }), "");
}

TEST(support, exclusion_can_fail) {
  const std::string failures = failures_of([] { expect_exclusion(overlapping, 2); });
  EXPECT_TRUE(mentions(failures, "overlap: Two threads are in the critical section at once.")) << failures;
  EXPECT_TRUE(mentions(failures, "lost_update: ")) << failures;
  EXPECT_TRUE(mentions(failures, "interested[0] := true")) << failures;
  EXPECT_TRUE(mentions(failures, "RC_PARAMS=\"seed=")) << failures;
}

TEST(support, exclusion_fails_for_a_lock_that_hangs) {
  EXPECT_TRUE(mentions(failures_of([] { expect_exclusion(stuck, 2); }), "blocked"));
  EXPECT_EQ(failures_of([] { expect_exclusion_until_it_hangs(stuck, 2); }), "");
}

TEST(support, progress_can_fail) {
  EXPECT_TRUE(mentions(failures_of([] { expect_progress(stuck, 2); }), "deadlock: "));
  EXPECT_TRUE(mentions(failures_of([] { expect_progress(unfair, 2); }), "livelock: "));
}

TEST(support, bypass_can_fail) {
  EXPECT_NE(failures_of([] { expect_bypass(unfair, 2, {1, 1, 1}); }), "");
  EXPECT_NE(failures_of([] { expect_bypass(right, 2, {1, 2, 3}); }), "");
  EXPECT_NE(failures_of([] { expect_growing_bypass(unfair, 2, {1, 2, 4}, 9); }), "");
}

TEST(support, expected_failures_must_come) {
  EXPECT_NE(failures_of([] { expect_overlap(right, 2, 9); }), "");
  EXPECT_NE(failures_of([] { expect_hangs(right, 2, {{"2,2", Kind::deadlock}}, 9); }), "");
  EXPECT_NE(failures_of([] { expect_hangs(stuck, 2, {{"2,2", Kind::livelock}}, 9); }), "");
  EXPECT_NE(failures_of([] { expect_hangs(stuck, 2, {{"2,2", Kind::deadlock}}, 9); }), "") << "(1,2) hangs too";
  EXPECT_EQ(failures_of([] { expect_hangs(right, 2, {}, 0); }), "");
  EXPECT_NE(failures_of([] { expect_hangs(right, 2, {{"3,3", Kind::deadlock}}, 9); }), "") << "there is no such mix";
}

TEST(support, expected_failures_must_be_short) {
  EXPECT_TRUE(mentions(failures_of([] { expect_overlap(overlapping, 2, 1); }), "actual: 2 vs 1"));
}

}  // namespace

}  // namespace turnstile::interleaving
