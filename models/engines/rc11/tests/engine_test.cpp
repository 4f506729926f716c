// The parts of the engine, each by a program that needs it.
#include <algorithm>
#include <atomic>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "algorithms/peterson/broken_release_turn.hpp"
#include "algorithms/peterson/peterson.hpp"
#include "algorithms/tsl/broken_lost_release.hpp"
#include "algorithms/tsl/broken_relaxed_acquire.hpp"
#include "models/engines/rc11/tests/programs.hpp"

namespace turnstile::rc11 {

namespace {

using End = Result::End;

void expect_violated(const std::function<void()>& program, Kind kind) {
  const Result result = explore_all(program);
  EXPECT_EQ(result.end, End::violated) << result.reason;
  EXPECT_EQ(result.kind, kind) << result.reason;
}

void expect_fine(const std::function<void()>& program) {
  const Result result = explore_all(program);
  EXPECT_EQ(result.end, End::searched) << name(result.kind) << ' ' << result.reason;
  EXPECT_TRUE(result.complete) << result.reason;
}

void expect_unknown(const std::function<void()>& program, const std::string& reason) {
  const Result result = explore_all(program);
  EXPECT_EQ(result.end, End::unknown) << name(result.kind) << result.executions;
  EXPECT_NE(result.reason.find(reason), std::string::npos) << result.reason;
  EXPECT_FALSE(result.complete);
}

// --- the search --------------------------------------------------------------------------------------------------------

TEST(rc11_search, same_numbers_for_any_number_of_jobs) {
  Options options;
  options.hangs = Hangs::blocked;
  options.measure_bypass = true;
  const auto run = [&](int jobs) {
    options.jobs = jobs;
    return explore(programs<Mcs>().of(clients::bypass), Mix::all(3, 1), options);
  };
  const Result alone = run(1);
  EXPECT_TRUE(alone.complete);
  for (const int jobs : {2, 3, 8}) {
    const Result together = run(jobs);
    EXPECT_TRUE(together.complete);
    EXPECT_EQ(together.executions, alone.executions);
    EXPECT_EQ(together.blocked, alone.blocked);
    EXPECT_EQ(together.discarded, alone.discarded);
    EXPECT_EQ(together.bypass, alone.bypass);
  }
}

TEST(rc11_search, a_budget_of_executions_ends_it_incomplete) {
  Options options;
  options.most_executions = 100;
  const Result result = explore(programs<Mcs>().of(clients::occupancy), Mix::all(3, 2), options);
  EXPECT_EQ(result.end, End::out_of_budget);
  EXPECT_FALSE(result.complete);
  EXPECT_EQ(result.executions + result.blocked, 100U);
  EXPECT_GT(result.share, 0);
  EXPECT_LT(result.share, 1);
}

TEST(rc11_search, a_budget_of_seconds_ends_it_incomplete) {
  Options options;
  options.budget_seconds = 0.05;
  options.jobs = 2;
  const Result result = explore(programs<Mcs>().of(clients::occupancy), Mix::all(4, 2), options);
  EXPECT_EQ(result.end, End::out_of_budget);
  EXPECT_FALSE(result.complete);
}

TEST(rc11_search, tells_how_far_it_is) {
  Options options;
  options.progress_seconds = 0;
  double last = 0;
  int reports = 0;
  options.on_progress = [&](const Progress& progress) {
    EXPECT_GE(progress.share, last);
    EXPECT_LE(progress.share, 1.000001);
    last = progress.share;
    ++reports;
  };
  const Result result = explore(programs<Mcs>().of(clients::occupancy), Mix::all(3, 1), options);
  EXPECT_TRUE(result.complete);
  EXPECT_GT(reports, 1);
  EXPECT_NEAR(last, 1, 0.000001);
}

// Fifteen times as many executions, a little longer each. As many graphs as revisits one in another, in every worker.
TEST(rc11_search, memory_does_not_grow_with_the_number_of_executions) {
  for (const std::size_t jobs : {1U, 2U}) {
    Options options;
    options.jobs = static_cast<int>(jobs);
    const Result fewer = explore_all(fibonacci<3>, options);
    const Result more = explore_all(fibonacci<4>, options);
    ASSERT_EQ(fewer.executions, 2258U);
    ASSERT_EQ(more.executions, 34205U);
    for (const Result& result : {fewer, more}) {
      EXPECT_GT(result.graphs, 0U);
      EXPECT_LE(result.graphs, jobs * 10);
      EXPECT_LE(result.bytes, jobs * 250'000);
    }
  }
}

#ifdef __GLIBC__
// Threads are left where they are, and never unwound: what one of them has on the heap just then is lost.
TEST(rc11_search, nothing_is_lost_where_an_execution_ends) {
  Options options;
  options.hangs = Hangs::blocked;
  options.limits.events_of_thread = 30;
  const auto search = [&] {
    const Result cut = explore_all(
        [] {
          Int x{0};
          together([&] { x.store(1, relaxed), x.store(2, relaxed), x.store(3, relaxed); },
                   [&] {
                     for (int i = 0; i < 1'000; ++i) x.load(relaxed);
                   });
        },
        options);
    EXPECT_GT(cut.cut, 1'000U);
    const Result waiting = explore_all([] { count_inside<McsLock<Platform>>(3, 1); }, options);
    EXPECT_GT(waiting.blocked, 20U);
  };
  search();  // what is kept for the next search is there now
  const std::size_t before = mallinfo2().uordblks;
  search();
  EXPECT_LT(mallinfo2().uordblks, before + 10'000);
}
#endif

TEST(rc11_search, bypass_is_counted_by_class) {
  Options options;
  options.measure_bypass = true;
  options.classes = {"first", "second"};
  options.conflicts = [](int overtaker, int) { return overtaker == 0; };
  const Result result = explore(programs<Ticket>().of(clients::bypass), Mix::all(2, 2), options);
  EXPECT_EQ(result.bypass.at("first"), (MeasuredBypass{.bound = 0, .exact = true}));
  EXPECT_EQ(result.bypass.at("second"), (MeasuredBypass{.bound = 1, .exact = true}));
}

// Says where its variables are only as long as it lives.
template <class Platform>
class MortalLock : public TicketLock<Platform> {
 public:
  ~MortalLock() {
    alive_ = false;
    asm volatile("" : : "r"(this) : "memory");  // somebody may look
  }
  void describe(auto&& name) const {
    if (alive_) TicketLock<Platform>::describe(name);
  }

 private:
  bool alive_ = true;
};

TEST(rc11_search, variables_are_named_where_all_threads_have_ended) {
  Options options;
  options.claimed_bypass = 0;
  options.measure_bypass = true;
  const Result result = explore(programs<MortalLock>().of(clients::bypass), Mix::all(2, 1), options);
  EXPECT_EQ(result.kind, Kind::bypass);
  const auto access = std::ranges::find(result.trace, Operation::fetch_add, &Step::operation);
  ASSERT_NE(access, result.trace.end());
  EXPECT_EQ(access->variable, "next");
}

// --- honesty -----------------------------------------------------------------------------------------------------------

TEST(rc11_unknown, a_client_that_is_not_deterministic) {
  std::atomic<int> runs = 0;  // survives from one execution to the next
  expect_unknown(
      [&] {
        Int x{0};
        Int y{0};
        together(
            {[&] { (++runs % 2 == 0 ? x : y).store(1, relaxed); }, [&] { x.load(relaxed); }, [&] { y.load(relaxed); }});
      },
      "not deterministic");
}

TEST(rc11_unknown, a_value_that_differs_from_run_to_run) {
  std::atomic<int> runs = 0;
  expect_unknown(
      [&] {
        Int x{0};
        together({[&] { x.store(++runs, relaxed); }, [&] { x.load(relaxed); }});
      },
      "engine_test.cpp:");
}

TEST(rc11_unknown, too_many_threads) {
  expect_unknown([] { n_times(20, [](int) {}); }, "too many threads");
}

TEST(rc11_unknown, an_exception) {
  expect_unknown([] { together({[] { throw std::runtime_error("no more of this"); }}); }, "no more of this");
}

TEST(rc11_unknown, an_await_inside_the_doorway) {
  expect_unknown(
      [] {
        Int x{0};
        together({[&] {
          Platform::enter(Section::doorway);
          Platform::await([&] { return x.load(relaxed) == 0; });
        }});
      },
      "doorway");
}

TEST(rc11_unknown, an_await_that_succeeds_after_restoring_what_it_read) {
  expect_unknown(
      [] {
        Int x{1};
        Int y{1};
        together({[&] { Platform::await([&] { return x.exchange(1, acquire) == 1; }); }});
      },
      "put back");
}

TEST(rc11_unknown, an_await_that_keeps_state_and_restores_what_it_read) {
  expect_unknown(
      [] {
        Int x{1};
        int rounds = 0;
        together({[&] { Platform::await([&] { return ++rounds == 3 || x.exchange(1, acquire) == 0; }); }});
      },
      "put back");
}

TEST(rc11_unknown, a_loop_without_end_is_cut_and_never_holds) {
  const auto program = [] {
    Int x{0};
    together({[&] {
      for (int i = 0; i < 1'000'000; ++i) x.load(relaxed);
    }});
  };
  const Result result = explore_all(program);
  EXPECT_EQ(result.end, End::searched);
  EXPECT_FALSE(result.complete);
  EXPECT_EQ(result.executions, 0U);
  EXPECT_EQ(result.cut, 1U);
  EXPECT_NE(result.reason.find("engine_test.cpp:"), std::string::npos) << result.reason;
}

TEST(rc11_unknown, an_await_that_counts_its_rounds_is_cut) {
  const Result result = explore_all([] {
    Int x{0};
    int rounds = 0;
    together({[&] { Platform::await([&] { return ++rounds > 1000 || x.load(relaxed) == 1; }); }});
  });
  EXPECT_FALSE(result.complete);
  EXPECT_EQ(result.cut, 1U);
}

// State outside of the stack counts too: the second round finds what the first one left.
TEST(rc11_await, state_in_the_object_is_state) {
  struct Object {
    Int x{0};
    int looked = 0;
  };
  const auto program = [] {
    auto* object = Platform::make<Object>();
    together({[=] { Platform::await([=] { return object->x.load(relaxed) == 1 || object->looked++ == 1; }); }});
    Platform::destroy(object);
  };
  const Result result = explore_all(program);
  EXPECT_EQ(result.end, End::searched) << name(result.kind);
  EXPECT_EQ(result.executions, 1U);
}

// Whether a round would fail on an older value is found out by supposing it. That must leave nothing behind ...
TEST(rc11_await, what_is_supposed_of_a_round_is_undone) {
  const auto program = [] {
    Int x{0};
    together([&] { x.store(1, relaxed), x.store(2, relaxed); },
             [&] {
               int ones = 0;
               int seen = 0;
               Platform::await([&] {
                 seen = x.load(relaxed);
                 if (seen == 1) ++ones;
                 return seen != 0;
               });
               if (ones != (seen == 1 ? 1 : 0)) Platform::violated(Kind::lost_update);
             });
  };
  expect_fine(program);
  EXPECT_EQ(explore_all(program).executions, 2U);
}

// ... and must not hide what else happens in the round.
TEST(rc11_await, what_else_a_round_does_is_not_only_supposed) {
  expect_violated(
      [] {
        Int x{0};
        Platform::var<int> data{0};
        together([&] { data.write(1), x.store(1, release); },
                 [&] {
                   Platform::await([&] {
                     const bool published = x.load(acquire) == 1;
                     data.read();
                     return published;
                   });
                 });
      },
      Kind::data_race);
}

// --- waiting -----------------------------------------------------------------------------------------------------------

TEST(rc11_await, hangs_if_nobody_ever_writes) {
  expect_violated(
      [] {
        Int x{0};
        together({[&] { Platform::await([&] { return x.load(acquire) == 1; }); }, [&] { x.store(2, release); }});
      },
      Kind::deadlock);
}

TEST(rc11_await, an_old_value_is_no_hang) {
  expect_fine([] {
    Int x{0};
    together({[&] { Platform::await([&] { return x.load(relaxed) == 1; }); }, [&] { x.store(1, relaxed); }});
  });
}

TEST(rc11_await, an_ordinary_loop_is_one_too_if_it_does_nothing) {
  const auto spin = [](int wanted) {
    return [=] {
      Int x{0};
      together({[&] {
                  while (x.load(acquire) != wanted) {
                  }
                },
                [&] { x.store(1, release); }});
    };
  };
  expect_fine(spin(1));
  expect_violated(spin(2), Kind::deadlock);
}

// Each look stands on the same line of the source, but not at the same place of the program.
[[gnu::always_inline]] inline bool looks_like(const Int& x, int value) { return x.load(relaxed) == value; }

TEST(rc11_await, the_same_line_elsewhere_is_no_repetition) {
  expect_violated(
      [] {
        Int x{0};
        together({[&]() __attribute__((flatten)) {
          if (looks_like(x, 1) || looks_like(x, 2) || looks_like(x, 3) || looks_like(x, 4)) return;
          Platform::violated(Kind::overlap);
        }});
      },
      Kind::overlap);
}

TEST(rc11_wait, is_woken_by_who_changes_and_notifies) {
  expect_fine([] {
    Int x{0};
    together({[&] { x.wait(0, acquire); }, [&] { x.store(1, release), x.notify_one(); }});
  });
}

TEST(rc11_wait, sleeps_for_ever_if_nobody_notifies) {
  expect_violated(
      [] {
        Int x{0};
        together({[&] { x.wait(0, acquire); }, [&] { x.store(1, release); }});
      },
      Kind::deadlock);
}

TEST(rc11_wait, a_notification_before_the_change_wakes_nobody) {
  expect_violated(
      [] {
        Int x{0};
        together({[&] { x.wait(0, acquire); }, [&] { x.notify_all(), x.store(1, release); }});
      },
      Kind::deadlock);
}

TEST(rc11_wait, notify_all_wakes_all) {
  expect_fine([] {
    Int x{0};
    n_times(3, [&](int i) {
      if (i > 0) {
        x.wait(0, acquire);
      } else {
        x.store(1, release), x.notify_all();
      }
    });
  });
}

TEST(rc11_await, an_exit_that_waits_is_reported) {
  Options options;
  EXPECT_TRUE(explore(programs<Mcs>().of(clients::progress), Mix::all(2, 1), options).exit_waits);
  EXPECT_FALSE(explore(programs<Ticket>().of(clients::progress), Mix::all(2, 1), options).exit_waits);
}

// --- traces ------------------------------------------------------------------------------------------------------------

void expect_reads_what_was_written(const Trace& trace) {
  for (std::size_t i = 0; i < trace.size(); ++i) {
    const Step& step = trace[i];
    if (!reads(step.operation) || step.reads_from == Step::initial) continue;
    ASSERT_GE(step.reads_from, 0);
    ASSERT_LT(step.reads_from, static_cast<int>(i));
    const Step& write = trace[static_cast<std::size_t>(step.reads_from)];
    EXPECT_TRUE(writes(write.operation));
    EXPECT_EQ(write.written, step.read);
    EXPECT_EQ(write.variable, step.variable);
  }
}

// The sections that a thread enters, one after the other.
std::vector<Section> sections_of(const Trace& trace, int thread) {
  std::vector<Section> sections;
  for (const Step& step : trace) {
    if (step.thread == thread && step.operation == Operation::mark) sections.push_back(step.section);
  }
  return sections;
}

TEST(rc11_trace, each_read_names_the_write_that_it_reads) {
  Options options;
  options.hangs = Hangs::blocked;
  const Result result =
      explore(programs<broken::PetersonReleaseTurn>().of(clients::occupancy), Mix::all(2, 2), options);
  ASSERT_EQ(result.kind, Kind::overlap);
  bool turn_is_named = false;
  for (const Step& step : result.trace) {
    turn_is_named |= step.variable == "turn";
    EXPECT_TRUE(step.thread == 0 || step.thread == 1);
  }
  expect_reads_what_was_written(result.trace);
  EXPECT_TRUE(turn_is_named);
  EXPECT_EQ(result.trace.back().variable, "inside");
  EXPECT_NE(result.trace.back().reads_from, Step::initial);
}

TEST(rc11_trace, each_write_has_its_place) {
  Int* x = nullptr;
  const auto body = [&]() -> Body {
    return {.run =
                [&] {
                  Int variable{0};
                  x = &variable;
                  together([&] { x->store(1, relaxed), x->store(2, relaxed); },
                           [&] {
                             int three = 2;
                             x->compare_exchange_strong(three, 4, relaxed, relaxed);
                             if (x->load(relaxed) == 1) Platform::violated(Kind::assertion);
                           });
                },
            .describe = [&](const Execution&, Names& names) { names("x", *x); }};
  };
  // The store of 1 comes after that of 2 for nobody: not even here.
  EXPECT_EQ(explore(body, {}).kind, Kind::assertion);
  const Trace trace = explore(body, {}).trace;
  expect_reads_what_was_written(trace);
  std::map<int, std::int64_t> places;
  for (const Step& step : trace) {
    if (writes(step.operation)) places[step.position] = step.written;
  }
  EXPECT_EQ(places.begin()->first, 1);
  EXPECT_EQ(places.rbegin()->first, static_cast<int>(places.size()));
  EXPECT_EQ(places[1], 1);
}

TEST(rc11_trace, sections_are_marked) {
  Options options;
  options.claimed_bypass = 0;
  options.measure_bypass = true;
  const auto body = [] { return client_body(programs<PetersonLock>().of(clients::bypass), Mix::all(2, 1)); };
  const Trace trace = explore(body, options).trace;
  const std::vector round = {Section::doorway, Section::waiting, Section::critical, Section::exit, Section::remainder};
  EXPECT_EQ(sections_of(trace, 0), round);
  EXPECT_EQ(sections_of(trace, 1), round);
}

TEST(rc11_trace, who_waits_for_ever_is_blocked) {
  const Result result = explore(programs<broken::TslLostRelease>().of(clients::progress), Mix::all(2, 1), {});
  ASSERT_EQ(result.kind, Kind::deadlock);
  const auto blocked = std::ranges::find(result.trace, true, &Step::blocked);
  ASSERT_NE(blocked, result.trace.end());
  EXPECT_TRUE(blocked->waits);
  // It was an exchange that put back what it had read.
  EXPECT_EQ(blocked->operation, Operation::load);
  EXPECT_EQ(blocked->read, 1);
  EXPECT_EQ(std::ranges::count(result.trace, true, &Step::blocked), 1);
}

// The other thread could have gone on, had it been asked.
TEST(rc11_trace, who_waits_when_something_else_is_wrong_is_not_blocked) {
  const auto program = [] {
    Int x{0};
    together([&] { Platform::await([&] { return x.load(relaxed) == 1; }); },
             [&] {
               if (x.load(relaxed) == 0) Platform::violated(Kind::assertion);
             });
  };
  const Result result = explore_all(program);
  ASSERT_EQ(result.kind, Kind::assertion);
  EXPECT_TRUE(std::ranges::none_of(result.trace, &Step::blocked));
}

TEST(rc11_trace, the_access_that_races_is_marked) {
  const Result result = explore(programs<broken::TslRelaxedAcquire>().of(clients::visibility), Mix::all(2, 1), {});
  ASSERT_EQ(result.kind, Kind::data_race);
  EXPECT_TRUE(result.trace.back().races);
  EXPECT_EQ(std::ranges::count(result.trace, true, &Step::races), 1);
  expect_reads_what_was_written(result.trace);
}

}  // namespace

}  // namespace turnstile::rc11
