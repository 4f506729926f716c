// turnstile::check_lock(), as its users call it: locks of their own, and what is said of them.
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "turnstile/check.hpp"
#include "turnstile/gtest.hpp"

namespace turnstile {
namespace {

constexpr auto here = "check_lock_test.cpp";

bool contains(std::string_view text, std::string_view what) { return text.find(what) != std::string_view::npos; }

// Says where a violation, or an undecided loop, is found.
#define EXPECT_IN(text, what) EXPECT_TRUE(contains(text, what)) << (text)

template <class Platform, auto Acquire>
class Ticket {
 public:
  void lock(int) {
    const int mine = doorway(0);
    waiting(0, mine);
  }
  int doorway(int) { return next_.fetch_add(1, relaxed); }
  void waiting(int, int mine) {
    Platform::await([&] { return serving_.load(Acquire) == mine; });
  }
  void unlock(int) { serving_.store(serving_.load(relaxed) + 1, release); }
  void describe(auto& names) const {
    names("next", next_);
    names("serving", serving_);
  }

 private:
  typename Platform::template atomic<int> next_{0};
  typename Platform::template atomic<int> serving_{0};
};
template <class Platform>
using TicketLock = Ticket<Platform, acquire>;
template <class Platform>
using RelaxedTicketLock = Ticket<Platform, relaxed>;

// Looks before it leaps; and its variable has no name.
template <class Platform>
class LooksFirst {
 public:
  void lock(int) {
    Platform::await([&] { return !locked_.load(acquire); });
    locked_.store(true, relaxed);
  }
  void unlock(int) { locked_.store(false, release); }

 private:
  typename Platform::template atomic<bool> locked_{false};
};

template <class Platform>
class NeverOpens {
 public:
  void lock(int) {
    Platform::await([&] { return !locked_.exchange(true, acquire); });
  }
  void unlock(int) {}

 private:
  typename Platform::template atomic<bool> locked_{false};
};

template <class Platform>
class TestAndSet {
 public:
  void lock(int) {
    Platform::await([&] { return !locked_.exchange(true, acquire); });
  }
  bool try_lock(int) { return !locked_.exchange(true, acquire); }
  void unlock(int) { locked_.store(false, release); }

 private:
  typename Platform::template atomic<bool> locked_{false};
};

// Writes while it waits, in a loop of its own that the engine follows no further.
template <class Platform>
class SpinsOnItsOwn {
 public:
  void lock(int) {
    while (locked_.exchange(true, acquire)) {
    }
  }
  void unlock(int) { locked_.store(false, release); }

 private:
  typename Platform::template atomic<bool> locked_{false};
};

template <class Platform>
class CountsItsTries {
 public:
  void lock(int) {
    while (locked_.exchange(true, acquire)) tries_.fetch_add(1, relaxed);
  }
  void unlock(int) { locked_.store(false, release); }

 private:
  typename Platform::template atomic<int> tries_{0};
  typename Platform::template atomic<bool> locked_{false};
};

template <class Platform>
class ForgetsItsNode {
 public:
  void lock(int self) {
    inner_.lock(self);
    node_ = Platform::template make<int>(self);
  }
  void unlock(int self) { inner_.unlock(self); }

 private:
  TestAndSet<Platform> inner_;
  int* node_ = nullptr;
};

// One word: how many readers are inside, or -1 for a writer.
template <class Platform, bool Shared>
class ReadersWriter {
 public:
  void lock(int) {
    Platform::await([&] { return replace(0, -1); });
  }
  void unlock(int) { state_.store(0, release); }
  void lock_shared(int self) {
    if constexpr (!Shared) return lock(self);
    Platform::await([&] {
      const int readers = state_.load(relaxed);
      return readers >= 0 && replace(readers, readers + 1);
    });
  }
  void unlock_shared(int self) {
    if constexpr (!Shared) return unlock(self);
    state_.fetch_sub(1, release);
  }

 private:
  bool replace(int expected, int value) { return state_.compare_exchange_strong(expected, value, acquire, relaxed); }

  typename Platform::template atomic<int> state_{0};
};
template <class Platform>
using ReadersWriterLock = ReadersWriter<Platform, true>;
template <class Platform>
using ExclusiveLock = ReadersWriter<Platform, false>;

TEST(check_lock, a_right_lock_holds) {
  const CheckResult result = check_lock<TicketLock>({.threads = 3, .rounds = 1});
  EXPECT_EQ(result.verdict, Outcome::holds) << result;
  EXPECT_TRUE(result.complete && result.as_expected());
  EXPECT_TRUE(result.reason.empty() && result.counterexample.empty());
  EXPECT_EQ(result.name, "TicketLock");
  EXPECT_GT(result.executions, result.blocked);
  EXPECT_GT(result.blocked, 0U);
  EXPECT_EQ(result.bounds.threads, 3);
  EXPECT_EQ(result.bounds.rounds, 1);
  EXPECT_IN(result.model, "RC11");
  EXPECT_EQ(result.summary(), "TicketLock: holds, 3 threads x 1 round");
}

TEST(check_lock, a_data_race_is_shown_with_the_lines_of_the_lock) {
  const CheckResult result = check_lock<RelaxedTicketLock>();
  EXPECT_EQ(result.verdict, Outcome::violated) << result;
  EXPECT_EQ(result.kind, Kind::data_race);
  EXPECT_EQ(result.property, Property::mutual_exclusion);
  EXPECT_FALSE(result.complete || result.as_expected());
  EXPECT_IN(result.counterexample, "serving := 1");
  EXPECT_IN(result.counterexample, std::string(here) + ":");
}

TEST(check_lock, an_overlap_is_shown_with_names_from_the_source) {
  const CheckResult result = check_lock<LooksFirst>();
  EXPECT_EQ(result.kind, Kind::overlap) << result;
  EXPECT_IN(result.counterexample, "thread 1 read locked_ = false");
}

TEST(check_lock, the_property_that_fails_is_named) {
  const CheckResult result = check_lock<NeverOpens>();
  EXPECT_EQ(result.verdict, Outcome::violated) << result;
  EXPECT_EQ(result.kind, Kind::deadlock);
  EXPECT_EQ(result.property, Property::progress);
}

TEST(check_lock, only_what_is_asked_is_answered) {
  const CheckResult result = check_lock<NeverOpens>({.properties = {Property::mutual_exclusion}});
  EXPECT_EQ(result.verdict, Outcome::holds) << result;
}

TEST(check_lock, bypass_is_measured) {
  const CheckResult fair = check_lock<TicketLock>({.properties = {Property::bounded_waiting}});
  EXPECT_EQ(fair.verdict, Outcome::holds) << fair;
  EXPECT_EQ(fair.bypass.at("thread").bound, 1);  // by the thread that drew the ticket before
  EXPECT_TRUE(fair.bypass.at("thread").exact);
  const CheckResult unfair = check_lock<TestAndSet>({.properties = {Property::bounded_waiting}});
  EXPECT_EQ(unfair.kind, Kind::bypass) << unfair;
  EXPECT_FALSE(unfair.bypass.at("thread").bound);
  EXPECT_EQ(unfair.bypass.at("thread").by_rounds.at(2), 2);
  EXPECT_IN(unfair.summary(), "bypass of a thread 1 2 ...");
}

TEST(check_lock, a_reader_writer_lock) {
  const CheckResult result = check_lock<ReadersWriterLock>({.threads = 2, .readers = 1, .rounds = 1});
  EXPECT_EQ(result.verdict, Outcome::holds) << result;
  EXPECT_EQ(result.bounds.mix, "1R1W");
  EXPECT_EQ(check_lock<ExclusiveLock>({.readers = 1, .rounds = 1}).kind, Kind::readers_excluded);
}

TEST(check_lock, a_leak_is_reported_where_the_object_was_made) {
  const CheckResult result = check_lock<ForgetsItsNode>({.threads = 2, .rounds = 1});
  EXPECT_EQ(result.kind, Kind::leak) << result;
  EXPECT_IN(result.reason, "a leak");
  EXPECT_IN(result.reason, here);
}

TEST(check_lock, a_budget_of_executions_that_runs_out_is_no_verdict) {
  const CheckResult result = check_lock<TicketLock>({.threads = 3, .rounds = 2, .effort = {.executions = 50}});
  EXPECT_EQ(result.verdict, Outcome::not_refuted) << result;
  EXPECT_FALSE(result.complete || result.as_expected());
  EXPECT_LE(result.executions, 50U);
  EXPECT_IN(result.reason, "out of budget");
}

TEST(check_lock, a_budget_of_seconds_that_runs_out_is_no_verdict) {
  const CheckResult result = check_lock<TestAndSet>({.threads = 6, .rounds = 3, .effort = {.seconds = 0.1}});
  EXPECT_EQ(result.verdict, Outcome::not_refuted) << result;
  EXPECT_LT(result.seconds, 10);
}

TEST(check_lock, a_loop_that_waits_is_recognized) {
  const CheckResult result = check_lock<SpinsOnItsOwn>({.rounds = 2});
  EXPECT_EQ(result.verdict, Outcome::holds) << result;
}

TEST(check_lock, a_loop_that_is_cut_is_named) {
  const CheckResult result = check_lock<CountsItsTries>({.rounds = 1, .effort = {.events = 20}});
  EXPECT_EQ(result.verdict, Outcome::not_refuted) << result;
  EXPECT_IN(result.reason, here);
}

TEST(check_lock, any_number_of_jobs_finds_the_same) {
  const LockOptions alone{.threads = 4, .rounds = 1, .effort = {.jobs = 1}};
  LockOptions together = alone;
  together.effort.jobs = 4;
  const CheckResult one = check_lock<ReadersWriterLock>(alone);
  const CheckResult four = check_lock<ReadersWriterLock>(together);
  EXPECT_EQ(one.verdict, Outcome::holds) << one;
  EXPECT_EQ(four.verdict, Outcome::holds) << four;
  EXPECT_EQ(one.executions, four.executions);
  EXPECT_EQ(one.blocked, four.blocked);
}

void expect_refused(const CheckResult& result, std::string_view reason) {
  EXPECT_EQ(result.verdict, Outcome::unknown) << result;
  EXPECT_EQ(result.executions, 0U);
  EXPECT_IN(result.reason, reason);
}

TEST(check_lock, what_cannot_be_asked_is_unknown) {
  expect_refused(check_lock<TicketLock>({.threads = 9}), "more than 8 threads");
  expect_refused(check_lock<TicketLock>({.threads = 0}), "nobody uses");
  expect_refused(check_lock<TicketLock>({.rounds = 0}), "nobody takes");
  expect_refused(check_lock<TicketLock>({.readers = 1}), "lock_shared");
  expect_refused(check_lock<ReadersWriterLock>({.threads = 2, .readers = 3}), "readers are some");
  expect_refused(check_lock<TicketLock>({.properties = {}}), "no property");
  expect_refused(check_lock<TicketLock>({.properties = {Property::linearizability}}), "no linearizability");
  expect_refused(check_lock<TicketLock>({.effort = {.seconds = -1}}), "less than no time");
  expect_refused(check_lock<TicketLock>({.effort = {.events = 0}}), "1 to 30000 events");
  expect_refused(check_lock<TicketLock>({.effort = {.jobs = -1}}), "needs a thread");
}

// --- what is expected, and the matchers ----------------------------------------------------------------------------------

TEST(check_lock, what_is_expected_may_be_a_violation) {
  EXPECT_TRUE(check_lock<LooksFirst>({.expected = {Outcome::violated}}).as_expected());
  EXPECT_TRUE(check_lock<LooksFirst>({.expected = {Outcome::violated, Kind::overlap}}).as_expected());
  EXPECT_FALSE(check_lock<LooksFirst>({.expected = {Outcome::violated, Kind::deadlock}}).as_expected());
  EXPECT_FALSE(check_lock<TicketLock>({.expected = {Outcome::violated}}).as_expected());
}

TEST(check_lock, the_report_is_an_exit_status) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(report(check_lock<TicketLock>()), 0);
  EXPECT_EQ(report(check_lock<LooksFirst>()), 1);
  const std::string shown = testing::internal::GetCapturedStdout();
  EXPECT_IN(shown, "TicketLock: holds, 2 threads x 2 rounds\n");
  EXPECT_IN(shown, "LooksFirst: violated overlap, mutual_exclusion, 2 threads x 2 rounds");
  EXPECT_IN(shown, "Both threads are in the critical section: thread 1 read ");
  EXPECT_IN(shown, "expected: holds\n");
}

template <class Matcher>
std::string described(const Matcher& matcher) {
  std::ostringstream out;
  testing::Matcher<const CheckResult&>(matcher).DescribeTo(&out);
  return out.str();
}

TEST(check_matchers, tell_verdicts_apart) {
  using namespace matchers;
  using Matcher = testing::Matcher<const CheckResult&>;
  const CheckResult right = check_lock<TicketLock>();
  const CheckResult wrong = check_lock<LooksFirst>();
  EXPECT_TRUE(Matcher(holds()).Matches(right));
  EXPECT_FALSE(Matcher(holds()).Matches(wrong));
  EXPECT_TRUE(Matcher(is_violated()).Matches(wrong));
  EXPECT_TRUE(Matcher(is_violated(Kind::overlap)).Matches(wrong));
  EXPECT_FALSE(Matcher(is_violated(Kind::data_race)).Matches(wrong));
  EXPECT_FALSE(Matcher(is_violated()).Matches(right));
  EXPECT_TRUE(Matcher(is_unknown()).Matches(check_lock<TicketLock>({.threads = 9})));
  EXPECT_TRUE(Matcher(is_not_refuted()).Matches(check_lock<TicketLock>({.effort = {.executions = 1}})));
  EXPECT_EQ(described(holds()), "is holds");
  EXPECT_EQ(described(is_violated(Kind::overlap)), "is violated overlap");
}

}  // namespace
}  // namespace turnstile
