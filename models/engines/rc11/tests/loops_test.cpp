// Loops that are no awaits: those that only wait are recognized, others are bounded, and neither hides what others do.
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "models/engines/rc11/tests/support.hpp"

namespace turnstile::rc11 {

namespace {

using End = Result::End;
using Flag = Platform::atomic<bool>;

// --- loops that go on for ever -----------------------------------------------------------------------------------------

// One thread goes round for as long as nobody stops it, and changes something each time; two others race. In whatever
// order they are started, the race is found.
void endless(int first, bool races) {
  Flag stop{false};
  Int done{0};
  Platform::var<int> plain{0};
  n_times(3, [&](int i) {
    switch ((i + first) % 3) {
      case 0:
        while (!stop.load(acquire)) done.fetch_add(1, relaxed);
        return;
      case 1:
        plain.write(1);
        return stop.store(true, release);
      default:
        if (races) plain.write(2);
    }
  });
}

TEST(rc11_loops, one_that_never_ends_hides_nothing) {
  for (const int first : {0, 1, 2}) {
    const Result result = explore_all([=] { endless(first, true); });
    EXPECT_EQ(result.end, End::violated) << first << result.reason;
    EXPECT_EQ(result.kind, Kind::data_race);
  }
}

TEST(rc11_loops, one_that_never_ends_is_said) {
  Options options;
  options.limits.events_of_thread = 40;
  const Result result = explore_all([] { endless(0, false); }, options);
  EXPECT_EQ(result.end, End::searched) << result.reason;
  EXPECT_FALSE(result.complete);
  EXPECT_GT(result.executions, 0U) << "those in which it is stopped in time";
  EXPECT_NE(result.reason.find("loops_test.cpp"), std::string::npos) << result.reason;
}

TEST(rc11_loops, a_bound_of_rounds_cuts_earlier) {
  Options options;
  options.limits.unroll = 3;
  const Result result = explore_all([] { endless(0, false); }, options);
  EXPECT_EQ(result.end, End::searched) << result.reason;
  EXPECT_FALSE(result.complete);
  EXPECT_NE(result.reason.find("more than 3 rounds: "), std::string::npos) << result.reason;
  EXPECT_LT(result.executions, 100U);
}

TEST(rc11_loops, a_bound_of_rounds_leaves_shorter_loops_alone) {
  Options options;
  options.limits.unroll = 3;
  const auto adds = [](int times) {
    return [=] {
      Int x{0};
      n_times(2, [&](int) {
        for (int i = 0; i < times; ++i) x.fetch_add(1, relaxed);
      });
    };
  };
  const Result within = explore_all(adds(3), options);
  EXPECT_TRUE(within.complete) << within.reason;
  EXPECT_EQ(within.executions, 20U) << "3 of 6";
  EXPECT_FALSE(explore_all(adds(4), options).complete);
}

// Main looks, and counts how often; nobody else could begin before it had looked five hundred times.
TEST(rc11_loops, main_that_polls_gives_way) {
  const auto client = [](int wanted) {
    return [=] {
      Int x{0};
      Int looks{0};
      const int other = Platform::spawn([&] { x.store(1, relaxed); });
      while (x.load(relaxed) == 0) looks.fetch_add(1, relaxed);
      if (x.load(relaxed) != wanted) Platform::violated(Kind::assertion);
      Platform::join(other);
    };
  };
  Options options;
  options.limits.events_of_thread = 60;
  EXPECT_EQ(explore_all(client(2), options).kind, Kind::assertion);
  EXPECT_GT(explore_all(client(1), options).executions, 5U);
}

// --- loops that wait ---------------------------------------------------------------------------------------------------

struct Counts {
  std::uint64_t complete;
  std::uint64_t blocked;
  bool operator==(const Counts&) const = default;
};

void PrintTo(const Counts& counts, std::ostream* out) { *out << counts.complete << " + " << counts.blocked; }

Counts counts(const std::function<void()>& program) {
  const Result result = explore_all(program);
  EXPECT_EQ(result.end, End::searched) << result.reason;
  EXPECT_TRUE(result.complete) << result.reason;
  return {.complete = result.executions, .blocked = result.blocked};
}

struct Spin {
  Flag held{false};
  void lock(int) {
    while (held.exchange(true, acquire)) {
    }
  }
  void unlock(int) { held.store(false, release); }
};

struct SpinInAwait : Spin {
  void lock(int) {
    Platform::await([&] { return !held.exchange(true, acquire); });
  }
};

// An exchange that puts back what it found, and a compare-exchange that fails, wait like a read.
TEST(rc11_loops, an_exchange_that_fails_waits) {
  if (!can_read_registers) GTEST_SKIP() << "such loops are cut here";
  for (const int threads : {2, 3}) {
    EXPECT_EQ(counts([=] { count_inside<Spin>(threads, 2); }), counts([=] { count_inside<SpinInAwait>(threads, 2); }));
  }
  EXPECT_EQ(counts([] { count_inside<Spin>(3, 2); }), (Counts{.complete = 90, .blocked = 133}));
}

TEST(rc11_loops, what_an_exchange_waits_for_may_never_come) {
  if (!can_read_registers) GTEST_SKIP() << "such loops are cut here";
  const Result result = explore_all([] {
    Spin lock;
    lock.lock(0);
    lock.lock(0);
  });
  EXPECT_EQ(result.end, End::violated) << result.reason;
  EXPECT_EQ(result.kind, Kind::deadlock);
}

// The exchange that fails publishes what its thread wrote before: a thread that reads what it put back may read that.
// In a loop that waits it is taken for a read, and passes nothing on; but this thread does something else afterwards.
void publish_until_stopped(Int& word, Int& stop, Int& gone, std::memory_order order) {
  while (word.exchange(1, order) == 1) {
    if (stop.load(relaxed) == 1) break;
  }
  gone.store(1, relaxed);
}

void stop_and_look(Int& word, Int& stop, Int& gone, Platform::var<int>& data) {
  stop.store(1, relaxed);
  if (gone.load(relaxed) != 1) return;
  if (word.load(acquire) == 1) (void)word.fetch_add(0, acquire);
  if (word.load(acquire) == 1) (void)data.read();
}

TEST(rc11_loops, an_exchange_that_fails_and_goes_on_writes_all_the_same) {
  if (!can_read_registers) GTEST_SKIP() << "such loops are cut here";
  const auto client = [](std::memory_order order) {
    return [=] {
      Int word{1};
      Int stop{0};
      Int gone{0};
      Platform::var<int> data{0};
      n_times(2, [&, order](int i) {
        if (i == 1) return stop_and_look(word, stop, gone, data);
        data.write(1);
        publish_until_stopped(word, stop, gone, order);
      });
    };
  };
  // Relaxed, nothing orders the two; releasing, the update reads what the exchange has put back, since it comes later.
  EXPECT_EQ(explore_all(client(relaxed)).kind, Kind::data_race);
  const Result result = explore_all(client(acq_rel));
  EXPECT_FALSE(result.lessons.spins.empty());
  EXPECT_FALSE(result.lessons.writes.empty()) << "what was taken for a read is more than that";
}

// --- failures for no reason ----------------------------------------------------------------------------------------------

TEST(rc11_loops, a_limit_of_failures_is_said_where_it_made_a_difference) {
  const auto writes_before_each_try = [] {
    Int x{0};
    Int y{0};
    int seen = 0;
    do {
      y.store(1, relaxed);
      seen = 0;
    } while (!x.compare_exchange_weak(seen, 1, relaxed, relaxed));
  };
  Options options;
  options.limits.spurious_failures = 1;
  EXPECT_TRUE(explore_all(writes_before_each_try, options).spurious_limited);
  const auto strong = [] {
    Int x{0};
    int seen = 0;
    x.compare_exchange_strong(seen, 1, relaxed, relaxed);
  };
  EXPECT_FALSE(explore_all(strong, options).spurious_limited);
}

// --- hangs that are not decided ----------------------------------------------------------------------------------------

void wake_two(Int& x) {
  x.store(1, release);
  x.notify_one();
  x.notify_one();
}

void wake_sleepers(bool races) {
  Int x{0};
  Platform::var<int> plain{0};
  n_times(4, [&](int i) {
    if (i < 2) return x.wait(0, relaxed);
    if (i == 2) wake_two(x);
    if (!races) return;
    if (i == 2 || x.load(relaxed) == 1) plain.write(i);
  });
}

// One hang depends on which thread notify_one wakes; the search goes on, and the race counts.
TEST(rc11_loops, a_hang_that_is_not_decided_does_not_end_the_search) {
  const Result undecided = explore_all([] { wake_sleepers(false); });
  const Result violated = explore_all([] { wake_sleepers(true); });
  EXPECT_EQ(violated.end, End::violated) << violated.reason;
  EXPECT_EQ(violated.kind, Kind::data_race);
  EXPECT_GT(undecided.executions, 0U);
}

}  // namespace

}  // namespace turnstile::rc11
