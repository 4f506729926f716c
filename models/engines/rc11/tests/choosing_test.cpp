// Execution::choose(): a choice that no memory makes. Counts are compared with those of programs that have a constant in
// its place.
#include <array>
#include <cstdint>
#include <functional>
#include <set>
#include <utility>

#include <gtest/gtest.h>

#include "models/engines/rc11/tests/support.hpp"

namespace turnstile::rc11 {
namespace {

int choose(int n, Place where = Place::current()) { return Execution::current().choose(n, where); }

Result searched(const std::function<void()>& program, const Options& options = {}) {
  Result result = explore_all(program, options);
  EXPECT_EQ(result.end, Result::End::searched) << result.reason;
  EXPECT_TRUE(result.complete);
  return result;
}

std::uint64_t executions(const std::function<void()>& program) { return searched(program).executions; }

TEST(rc11_choices, of_one_thread_multiply) {
  EXPECT_EQ(executions([] { choose(1); }), 1U);
  std::set<std::pair<int, int>> seen;
  const Result twice = searched([&] {
    const int first = choose(3);
    const int second = choose(3);
    seen.emplace(first, second);
  });
  EXPECT_EQ(twice.executions, 9U);
  EXPECT_EQ(seen.size(), 9U);
  // What is chosen first decides what there is to choose from.
  EXPECT_EQ(executions([] { choose(1 + choose(4)); }), 10U);
}

TEST(rc11_choices, of_two_threads_multiply) {
  EXPECT_EQ(executions([] { together([] { choose(3); }, [] { choose(2), choose(2); }); }), 12U);
  EXPECT_EQ(searched([] { together([] { choose(3); }, [] { choose(2), choose(2); }); }, {.jobs = 2}).executions, 12U);
}

constexpr auto relaxed = std::memory_order::relaxed;
constexpr auto seq_cst = std::memory_order::seq_cst;

// Two threads on two variables, each told what to do by three numbers from 0 to 2. There are stores, loads of what the
// other one stores, which are revisited, and read-modify-writes.
void act(const std::array<int, 3>& does, Int& mine, Int& other, std::memory_order order) {
  if (does[0] == 0) mine.store(1, order);
  if (does[0] == 1) mine.fetch_add(2, order);
  if (does[1] != 2) other.load(order);
  if (does[2] == 0) other.store(3, order);
  if (does[2] == 1) other.fetch_add(4, order);
}

using Told = std::array<int, 3>;
std::uint64_t executions_of(const Told& a, const Told& b, std::memory_order order) {
  return executions([&] {
    Int x{0};
    Int y{0};
    together([&] { act(a, x, y, order); }, [&] { act(b, y, x, order); });
  });
}

// As many as all programs without a choice have together, though it is made between accesses that are revisited.
TEST(rc11_choices, among_stores_and_loads_are_those_of_all_constant_programs) {
  for (const auto order : {relaxed, seq_cst}) {
    std::uint64_t all = 0;
    for (int program = 0; program < 3 * 3 * 3 * 3 * 3 * 3; ++program) {
      const auto digit = [&](int divisor) { return program / divisor % 3; };
      all += executions_of({digit(1), digit(3), digit(9)}, {digit(27), digit(81), digit(243)}, order);
    }
    const auto step = [order](Int& mine, Int& other) {
      Told does{2, 2, 2};
      for (std::size_t i = 0; i < does.size(); ++i) {
        does = {2, 2, 2};
        does.at(i) = choose(3);
        act(does, mine, other, order);
      }
    };
    EXPECT_EQ(executions([&] {
                Int x{0};
                Int y{0};
                together([&] { step(x, y); }, [&] { step(y, x); });
              }),
              all);
  }
}

// How much there is to choose from depends on what was read: each execution of the program without the choices counts as
// often as there are choices in it.
TEST(rc11_choices, that_depend_on_reads_are_counted_by_execution) {
  const auto program = [](const std::function<void(int)>& reads) {
    Int x{0};
    n_times(3, [&](int self) {
      reads(x.load(relaxed));
      x.store(self + 1, relaxed);
      reads(x.fetch_add(3, relaxed));
    });
  };
  std::uint64_t expected = 0;
  std::uint64_t weight = 1;
  Body counted{.run =
                   [&] {
                     weight = 1;
                     program([&](int value) { weight *= static_cast<std::uint64_t>(value % 3 + 1); });
                   },
               .after = [&](Execution&, Ending) { expected += weight; }};
  ASSERT_EQ(explore([&] { return counted; }, {}).end, Result::End::searched);
  EXPECT_EQ(executions([&] { program([](int value) { choose(value % 3 + 1); }); }), expected);
}

// A choice orders nothing: seq_cst accesses to the same variable are no farther apart than without it.
TEST(rc11_choices, order_nothing) {
  const auto program = [](bool chooses) {
    return executions([chooses] {
      Int x{0};
      Int y{0};
      const auto thread = [chooses](Int& mine, Int& other) {
        mine.store(1, seq_cst);
        if (chooses) choose(1);
        mine.store(2, std::memory_order::release);
        other.load(std::memory_order::acquire);
        if (chooses) choose(1);
        other.load(seq_cst);
      };
      together([&] { thread(x, y); }, [&] { thread(y, x); }, [&] { thread(x, y); });
    });
  };
  EXPECT_EQ(program(true), program(false));
}

TEST(rc11_choices, are_found_by_the_violation_that_needs_them) {
  const Result result = explore_all([] {
    Int x{0};
    together([&] { x.store(choose(5), relaxed); },
             [&] {
               if (x.load(relaxed) == 3 && choose(3) == 2) Platform::violated(Kind::assertion);
             });
  });
  EXPECT_EQ(result.end, Result::End::violated);
  EXPECT_EQ(result.kind, Kind::assertion);
}

TEST(rc11_choices, that_are_others_when_the_program_runs_again_are_not_deterministic) {
  int runs = 1;
  const Result result = explore_all([&] { choose(2 + ++runs % 2); });
  EXPECT_EQ(result.end, Result::End::unknown);
  EXPECT_NE(result.reason.find("not deterministic"), std::string::npos) << result.reason;
}

// --- threads that wait -----------------------------------------------------------------------------------------------

Result awaiting(const std::function<bool(Int&)>& condition) {
  return explore_all([&] {
    Int x{0};
    together([&] { Platform::await([&] { return condition(x); }); }, [] {});
  });
}

// Some day it is chosen to go on. Whether it is, where 0 is no way out, cannot be told from that execution.
TEST(rc11_choices, in_an_await_are_fair) {
  EXPECT_EQ(awaiting([](Int&) { return choose(2) == 0; }).end, Result::End::searched);
  const Result other = awaiting([](Int&) { return choose(2) == 1; });
  EXPECT_EQ(other.end, Result::End::unknown);
  EXPECT_NE(other.reason.find("chosen"), std::string::npos) << other.reason;
  EXPECT_EQ(awaiting([](Int& x) { return choose(2) == 2 || x.load(relaxed) == 1; }).end, Result::End::unknown);
}

TEST(rc11_choices, a_timed_wait_gives_up_some_day) {
  const auto timed = [](Int& x) { return x.load(relaxed) == 1 || Execution::current().times_out(Place::current()); };
  const Result once = awaiting(timed);
  EXPECT_EQ(once.end, Result::End::searched) << once.reason;
  EXPECT_EQ(once.executions, 1U);
  // Where it waits anew and nothing happens, it does so for ever: that is never `holds`.
  const auto again = [&](bool ready) {
    return explore_all([&] {
      Int x{0};
      together(
          [&] {
            for (bool is_there = false; !is_there;) {
              Platform::await([&] {
                is_there = x.load(relaxed) == 1;
                return is_there || Execution::current().times_out(Place::current());
              });
            }
          },
          [&] {
            if (ready) x.store(1, relaxed);
          });
    });
  };
  EXPECT_EQ(again(true).end, Result::End::searched);
  EXPECT_NE(again(false).end, Result::End::searched);
}

TEST(rc11_choices, threads_wake_for_no_reason_only_where_the_limits_say_so) {
  const auto program = [](Int& x) {
    return x.load(relaxed) == 1 || Execution::current().wakes_spuriously(Place::current());
  };
  const Result never = awaiting(program);
  EXPECT_EQ(never.end, Result::End::violated);
  EXPECT_EQ(never.kind, Kind::deadlock);
}

}  // namespace
}  // namespace turnstile::rc11
