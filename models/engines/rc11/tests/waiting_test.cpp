// Threads that wait, and threads that must not: what the engine says of them, each by a program that needs it.
#include <string>

#include <gtest/gtest.h>

#include "algorithms/cas/cas_counter.hpp"
#include "algorithms/cas/cas_stack.hpp"
#include "algorithms/tsl/tsl_blocking.hpp"
#include "models/engines/rc11/tests/locks.hpp"
#include "models/engines/rc11/tests/support.hpp"

namespace turnstile::rc11 {

namespace {

using End = Result::End;

// --- lock-freedom ------------------------------------------------------------------------------------------------------

Options must_not_wait() {
  Options options;
  options.limits.waiting_is_wrong = true;
  return options;
}

void expect_waits(const std::function<void()>& program) {
  const Result result = explore_all(program, must_not_wait());
  EXPECT_EQ(result.end, End::violated) << result.reason;
  EXPECT_EQ(result.kind, Kind::deadlock);
  EXPECT_NE(result.reason.find("waiting_test.cpp"), std::string::npos) << result.reason;
}

void expect_waits_for_nobody(const std::function<void()>& program) {
  const Result result = explore_all(program, must_not_wait());
  EXPECT_EQ(result.end, End::searched) << result.reason;
  EXPECT_TRUE(result.complete);
}

// Nobody hangs here: the first thread comes to its end before the second is extended at all.
TEST(rc11_lock_freedom, who_waits_for_another_does_not_have_it) {
  const auto program = [] {
    Int x{0};
    together({[&] { x.store(1, release); }, [&] { Platform::await([&] { return x.load(acquire) == 1; }); }});
  };
  EXPECT_EQ(explore_all(program).end, End::searched);
  expect_waits(program);
}

TEST(rc11_lock_freedom, nor_who_waits_in_a_loop_of_its_own) {
  if (!can_read_registers) GTEST_SKIP() << "such loops are cut here";
  expect_waits([] {
    Int x{0};
    together({[&] { x.store(1, relaxed); },
              [&] {
                while (x.load(relaxed) == 0) continue;
              }});
  });
}

TEST(rc11_lock_freedom, nor_who_sleeps) {
  expect_waits([] {
    Int x{0};
    together({[&] {
                x.store(1, relaxed);
                x.notify_all();
              },
              [&] { x.wait(0, relaxed); }});
  });
}

// The flag has come, and x with it in po ∪ rf: to read the old x costs a round, and no other thread is needed.
TEST(rc11_lock_freedom, who_reads_an_old_value_waits_for_nobody) {
  expect_waits_for_nobody([] {
    Int x{0};
    Int flag{0};
    together({[&] {
                x.store(1, relaxed);
                flag.store(1, relaxed);
              },
              [&] {
                if (flag.load(relaxed) == 0) return;
                Platform::await([&] { return x.load(relaxed) == 1; });
              }});
  });
}

TEST(rc11_lock_freedom, who_fails_because_another_succeeded_waits_for_nobody) {
  Options options = must_not_wait();
  const Result result = explore(programs<CasCounter>().of(clients::lock_freedom), Mix::all(2, 2), options);
  EXPECT_EQ(result.end, End::searched) << result.reason;
  EXPECT_TRUE(result.complete);
}

// --- failures for no reason ----------------------------------------------------------------------------------------------

// Before each try it writes, as the push of a stack does.
void try_again() {
  Int x{0};
  Int y{0};
  int seen = 0;
  do {
    y.store(1, relaxed);
    seen = 0;
  } while (!x.compare_exchange_weak(seen, 1, relaxed, relaxed));
}

TEST(rc11_spurious_failures, are_as_many_as_the_limit_says) {
  Options options;
  for (const int most : {0, 1, 2, 5}) {
    options.limits.spurious_failures = most;
    const Result result = explore_all(try_again, options);
    EXPECT_TRUE(result.complete) << result.reason;
    EXPECT_EQ(result.executions, static_cast<std::uint64_t>(most) + 1);
  }
}

TEST(rc11_spurious_failures, have_no_end_without_a_limit_and_are_cut) {
  const Result result = explore_all(try_again);
  EXPECT_FALSE(result.complete);
  EXPECT_GT(result.cut, 0U);
}

template <class P>
using Stack = TreiberStack<P>;

// The contracts are checked without (docs/rc11.md); where there are some, nothing else comes out.
TEST(rc11_spurious_failures, change_nothing_for_counters_and_stacks) {
  for (const int most : {0, 1}) {
    Options options;
    options.limits.spurious_failures = most;
    const Result stack = explore(programs<Stack>().of(clients::history), Mix::all(2, 1), options);
    EXPECT_TRUE(stack.complete) << stack.reason << name(stack.kind);
    EXPECT_EQ(stack.executions > 10'000, most > 0);
  }
  const Result counter = explore(programs<CasCounter>().of(clients::history), Mix::all(2, 2), {});
  EXPECT_TRUE(counter.complete) << counter.reason << name(counter.kind);
}

// --- notify_one --------------------------------------------------------------------------------------------------------

// Two sleep at once, and one is woken.
void two_sleepers(int notifications, std::memory_order order) {
  Int x{0};
  n_times(3, [&](int i) {
    if (i > 0) return x.wait(0, order);
    x.store(1, release);
    for (int n = 0; n < notifications; ++n) x.notify_one();
  });
}

TEST(rc11_notify_one, wakes_one_of_two) {
  const Result result = explore_all([] { two_sleepers(1, relaxed); });
  EXPECT_EQ(result.end, End::violated) << result.reason;
  EXPECT_EQ(result.kind, Kind::deadlock);
}

// As many notifications as sleepers are enough. The engine does not find that out: each of the two could have woken the
// one that is awake.
TEST(rc11_notify_one, whom_two_notifications_wake_is_not_guessed) {
  const Result result = explore_all([] { two_sleepers(2, relaxed); });
  EXPECT_EQ(result.end, End::unknown);
  EXPECT_NE(result.reason.find("notify_one"), std::string::npos) << result.reason;
}

// To have slept would have told the thread something, or given it a place among the seq_cst events.
TEST(rc11_notify_one, a_sleep_that_may_be_inconsistent_is_not_guessed) {
  EXPECT_EQ(explore_all([] { two_sleepers(1, seq_cst); }).end, End::unknown);
}

// A thread that is woken wakes the next one: no order of wake-ups leaves one asleep.
TEST(rc11_notify_one, handed_on_wakes_all) {
  const Result result = explore_all([] {
    Int x{0};
    n_times(3, [&](int i) {
      if (i > 0) x.wait(0, acquire);
      if (i == 0) x.store(1, release);
      x.notify_one();
    });
  });
  EXPECT_EQ(result.end, End::searched) << name(result.kind) << ' ' << result.reason;
  EXPECT_TRUE(result.complete);
}

TEST(rc11_notify_one, is_enough_for_a_lock_that_sleeps) {
  for (const Mix& mix : progress_mixes(3, 1)) {
    const Result result = explore(programs<BlockingTestAndSetLock>().of(clients::progress), mix, {});
    EXPECT_EQ(result.end, End::searched) << name(result.kind) << ' ' << result.reason;
    EXPECT_TRUE(result.complete);
  }
}

// Only the first seat notifies.
template <class P>
class ForgetsToNotify {
 public:
  void lock(int) {
    while (taken_.exchange(true, acquire)) taken_.wait(true, relaxed);
  }
  void unlock(int self) {
    taken_.store(false, release);
    if (self == 0) taken_.notify_one();
  }
  void describe(auto&& name) const { name("taken", taken_); }

 private:
  typename P::template atomic<bool> taken_{false};
};

TEST(rc11_notify_one, a_lost_wake_up_is_a_hang) {
  const Result result = explore(programs<ForgetsToNotify>().of(clients::progress), Mix::all(3, 1), {});
  EXPECT_EQ(result.end, End::violated) << result.reason;
  EXPECT_EQ(result.kind, Kind::deadlock);
}

// --- a try_lock that waits ---------------------------------------------------------------------------------------------

void waits_in_try(Kind also) {
  Int x{0};
  together({[&] {
              Platform::enter(Section::trying);
              Platform::await([&] { return x.load(relaxed) == 1; });
            },
            [&] {
              x.store(1, relaxed);
              if (also != Kind::none) Platform::violated(also);
            }});
}

TEST(rc11_undecided, a_try_lock_that_waits) {
  const Result result = explore_all([] { waits_in_try(Kind::none); });
  EXPECT_EQ(result.end, End::unknown);
  EXPECT_NE(result.reason.find("a try_lock waits"), std::string::npos) << result.reason;
  EXPECT_FALSE(result.complete);
}

TEST(rc11_undecided, is_outranked_by_a_violation_elsewhere) {
  const Result result = explore_all([] { waits_in_try(Kind::overlap); });
  EXPECT_EQ(result.end, End::violated) << result.reason;
  EXPECT_EQ(result.kind, Kind::overlap);
}

TEST(rc11_undecided, outranks_a_budget_that_was_used_up) {
  Options options;
  options.most_executions = 1;
  const Result result = explore_all(
      [] {
        waits_in_try(Kind::none);
        Int y{0};
        together({[&] { y.store(1, relaxed); }, [&] { y.load(relaxed); }});
      },
      options);
  EXPECT_EQ(result.end, End::unknown);
}

}  // namespace

}  // namespace turnstile::rc11
