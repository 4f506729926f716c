// Each check can fail: with a lock that breaks what it checks, it does.
#include "proptests/support/checks.hpp"

#include <functional>

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "algorithms/cas/cas_counter.hpp"
#include "algorithms/peterson/broken_no_turn.hpp"
#include "algorithms/peterson/broken_polite_retreat.hpp"
#include "algorithms/peterson/broken_turn_first.hpp"
#include "algorithms/peterson/peterson.hpp"
#include "algorithms/rwlock/broken_exclusive_readers.hpp"
#include "algorithms/rwlock/rwlock_fair.hpp"
#include "algorithms/tsl/tsl.hpp"
#include "proptests/support/counterexample.hpp"

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

TEST(support, counterexample_must_be_there_and_have_a_name) {
  const Question about_right{
      .program = right.of(clients::occupancy), .client = &clients::occupancy, .mix = Mix::all(2, 1)};
  EXPECT_TRUE(mentions(failures_of([&] { expect_counterexample(about_right, Kind::overlap); }), "no schedule"));
  EXPECT_TRUE(mentions(failures_of([] { expect_overlap(overlapping, 2, 2); }), "whose code is this?"));
}

TEST(support, expected_failures_must_be_short) {
  EXPECT_TRUE(mentions(failures_of([] { expect_overlap(overlapping, 2, 1); }), "actual: 2 vs 1"));
}

// --- readers ---------------------------------------------------------------------------------------------------------

template <class P>
using Fair = FairRwLock<P>;
template <class P>
using ExclusiveReaders = broken::RwExclusiveReaders<P>;

const Programs sharing = clients_of<Fair>();
const Programs not_sharing = clients_of<ExclusiveReaders>();

TEST(support, readers_together_can_fail) {
  EXPECT_EQ(failures_of([] { expect_readers_together(sharing, 2); }), "");
  EXPECT_TRUE(mentions(failures_of([] { expect_readers_together(not_sharing, 2); }), "readers_excluded: "));
  EXPECT_NE(failures_of([] { expect_readers_excluded(sharing, 2, 9); }), "");
}

TEST(support, bypass_is_counted_by_class) {
  const Party party = readers_and_writers(2, 1);
  EXPECT_EQ(failures_of([&] { expect_bypass(sharing, party, {2, 2, 2}); }), "");
  EXPECT_NE(failures_of([&] { expect_bypass(sharing, party, {1, 1, 1}); }), "");
  EXPECT_EQ(failures_of([&] { expect_bypass(sharing, party, {1, 1, 1}, Role::reader); }), "");
  EXPECT_NE(failures_of([&] { expect_bypass(sharing, party, {2, 2, 2}, Role::reader); }), "");
}

// --- data structures -------------------------------------------------------------------------------------------------

// Right, but one waits for the other.
template <class P>
class LockedCounter {
 public:
  int increment(int self) {
    lock_.lock(self);
    const int before = count_.load(relaxed);
    count_.store(before + 1, relaxed);
    lock_.unlock(self);
    return before;
  }
  int value() const { return count_.load(relaxed); }
  void describe(auto&& name) const { name("count", count_); }

 private:
  TestAndSetLock<P> lock_;
  typename P::template atomic<int> count_{0};
};

// Counts right, and returns the wrong count.
template <class P>
class CounterOfTheNext {
 public:
  int increment(int) { return count_.fetch_add(1, relaxed) + 1; }
  int value() const { return count_.load(relaxed); }
  void describe(auto&& name) const { name("count", count_); }

 private:
  typename P::template atomic<int> count_{0};
};

TEST(support, lock_freedom_can_fail) {
  EXPECT_EQ(failures_of([] { expect_lock_freedom(clients_of<CasCounter>(), 2); }), "");
  EXPECT_TRUE(mentions(failures_of([] { expect_lock_freedom(clients_of<LockedCounter>(), 2); }), "deadlock: "));
}

TEST(support, linearizability_can_fail) {
  EXPECT_EQ(failures_of([] { expect_linearizable(clients_of<LockedCounter>(), 2); }), "");
  EXPECT_TRUE(
      mentions(failures_of([] { expect_linearizable(clients_of<CounterOfTheNext>(), 2); }), "not_linearizable: "));
  EXPECT_NE(failures_of([] { expect_not_linearizable(clients_of<CasCounter>(), 2, Kind::not_linearizable, 9); }), "");
}

}  // namespace

}  // namespace turnstile::interleaving
