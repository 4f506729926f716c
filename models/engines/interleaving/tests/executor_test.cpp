// The executor does what the schedule says, sees which threads wait, and accuses none wrongly.
#include "models/engines/interleaving/executor.hpp"

#include <set>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "algorithms/peterson/broken_polite_retreat.hpp"
#include "algorithms/peterson/peterson.hpp"
#include "algorithms/std_platform.hpp"
#include "models/clients/programs.hpp"
#include "models/counterexample/columns.hpp"
#include "models/engines/interleaving/tests/script.hpp"
#include "models/tests/transcript.hpp"

namespace turnstile::interleaving {

namespace {

const Ending passed{};
const Ending deadlock{.kind = Kind::deadlock, .given_up = nullptr};
const Ending livelock{.kind = Kind::livelock, .given_up = nullptr};

// --- the operations ----------------------------------------------------------------------------------------------------

struct Transcription : Script {
  using Script::Script;
  void thread(int) override { written = tests::transcript<Platform>(); }
  static inline tests::Transcript written;
};

TEST(support, platform_does_what_std_atomic_does) {
  EXPECT_EQ(executor_of<Transcription>(1).execute({}), passed);
  const tests::Transcript expected = tests::transcript<StdPlatform>();
  EXPECT_GT(expected.size(), 50U);
  EXPECT_TRUE(Transcription::written == expected);
}

// --- the schedule ------------------------------------------------------------------------------------------------------

// Four steps each; nobody waits.
struct Walk : Script {
  using Script::Script;
  void thread(int) override {
    for (int i = 0; i < 4; ++i) steps.fetch_add(1, relaxed);
  }
  Platform::atomic<int> steps{0};
};

std::string walk(int threads, const Schedule& schedule) {
  Executor executor = executor_of<Walk>(threads);
  EXPECT_EQ(executor.execute(schedule), passed);
  return who(executor.trace(schedule));
}

TEST(support, without_preemption_one_runs_after_the_other) { EXPECT_EQ(walk(3, {}), "000011112222"); }

TEST(support, preemptions_come_after_so_many_operations) {
  EXPECT_EQ(walk(2, {.preemptions = {{.after = 1, .to = 0}}}), "01111000");
  EXPECT_EQ(walk(2, {.preemptions = {{.after = 3, .to = 0}, {.after = 2, .to = 0}}}), "00011011");
  // After none: somebody else begins.
  EXPECT_EQ(walk(2, {.preemptions = {{.after = 0, .to = 0}, {.after = 1, .to = 0}}}), "10000111");
}

TEST(support, preemptions_go_to_the_other_that_is_named) {
  EXPECT_EQ(walk(3, {.preemptions = {{.after = 1, .to = 0}}}), "011112222000");
  EXPECT_EQ(walk(3, {.preemptions = {{.after = 1, .to = 1}}}), "022220001111");
  // There are two others: the third is the first.
  EXPECT_EQ(walk(3, {.preemptions = {{.after = 1, .to = 2}}}), "011112222000");
}

TEST(support, used_up_schedules_end_in_turns) {
  EXPECT_EQ(walk(2, {.preemptions = {}, .quantum = 1}), "01010101");
  EXPECT_EQ(walk(3, {.preemptions = {}, .quantum = 2}), "001122001122");
  EXPECT_EQ(walk(2, {.preemptions = {{.after = 3, .to = 0}}, .quantum = 1}), "00010111");
}

TEST(support, preemption_with_nobody_else_to_run_goes_by) {
  EXPECT_EQ(walk(2, {.preemptions = {{.after = 4, .to = 0}, {.after = 1, .to = 0}, {.after = 1, .to = 0}}}),
            "00001111");
}

// --- all interleavings -------------------------------------------------------------------------------------------------

// Store buffering: x := 1; read y  beside  y := 1; read x.
struct StoreBuffering : Script {
  using Script::Script;
  void thread(int self) override {
    variables[self].store(1, relaxed);
    seen[self] = variables[1 - self].load(relaxed);
  }
  void after() override { outcomes.emplace(seen[0], seen[1]); }

  Platform::atomic<int> variables[2]{};
  int seen[2]{};
  static inline std::set<std::pair<int, int>> outcomes;
};

TEST(support, memory_is_sequentially_consistent) {
  Executor executor = executor_of<StoreBuffering>(2);
  std::set<std::string> orders;
  for (int preemptions = 0; preemptions <= 3; ++preemptions) {
    for_each_schedule(2, preemptions, 4, longest_quantum, [&](const Schedule& schedule) {
      EXPECT_EQ(executor.execute(schedule), passed);
      orders.insert(who(executor.trace(schedule)));
    });
  }
  // Both reads are old under no interleaving. Four steps, two each: six orders.
  EXPECT_EQ(StoreBuffering::outcomes, (std::set<std::pair<int, int>>{{0, 1}, {1, 0}, {1, 1}}));
  EXPECT_EQ(orders, (std::set<std::string>{"0011", "0101", "0110", "1001", "1010", "1100"}));
}

// --- waiting ---------------------------------------------------------------------------------------------------------

// Each waits for what the other does afterwards.
struct EachOther : Script {
  using Script::Script;
  void thread(int self) override {
    Platform::await([&] { return done[1 - self].load(acquire); });
    done[self].store(true, release);
  }
  Platform::atomic<bool> done[2]{};
};

TEST(support, waiting_for_each_other_is_a_deadlock) {
  Executor executor = executor_of<EachOther>(2);
  EXPECT_EQ(executor.execute({}), deadlock);
  EXPECT_EQ(executor.execute({.preemptions = {{.after = 0, .to = 0}}, .quantum = 1}), deadlock);
}

// Thread 0 waits, and thread 1 finishes without a word.
struct LeftAlone : Script {
  using Script::Script;
  void thread(int self) override {
    if (self == 0) Platform::await([&] { return flag.load(acquire); });
    flag.load(acquire);
  }
  Platform::atomic<bool> flag{false};
};

TEST(support, who_still_waits_when_the_last_one_finishes_is_in_a_deadlock) {
  Executor executor = executor_of<LeftAlone>(2);
  EXPECT_EQ(executor.execute({}), deadlock);
  EXPECT_EQ(executor.execute({.preemptions = {{.after = 0, .to = 0}}}), deadlock);
}

TEST(support, abandoned_execution_leaves_nothing_behind) {
  Executor executor = executor_of<EachOther>(2, AtHang::abandon);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(executor.execute({}), passed);
  EXPECT_EQ(executor.tally().executions, 100U);
  EXPECT_EQ(executor.tally().blocked, 100U);
  EXPECT_EQ(executor.tally().cut, 0U);
}

// Thread 0 waits for two changes, thread 1 makes them.
struct TwoChanges : Script {
  using Script::Script;
  void thread(int self) override {
    if (self == 0) Platform::await([&] { return changes.load(acquire) == 2; });
    for (int i = 0; self == 1 && i < 2; ++i) changes.fetch_add(1, release);
  }
  Platform::atomic<int> changes{0};
};

TEST(support, who_waits_goes_on_when_something_changes) {
  Executor executor = executor_of<TwoChanges>(2);
  EXPECT_EQ(executor.execute({}), passed);
  // Two looks: the second one shows that it waits. It gets no turn before something changes.
  EXPECT_EQ(who(executor.trace({})), "00110");
  EXPECT_EQ(who(executor.trace({.preemptions = {{.after = 0, .to = 0}}})), "110");
  // After the first change it looks twice again, and waits again.
  EXPECT_EQ(who(executor.trace({.preemptions = {{.after = 1, .to = 0}}})), "0010010");
}

// Thread 0 waits until both flags are up. Thread 1 reads, and then raises them.
struct BothFlags : Script {
  using Script::Script;
  void thread(int self) override {
    if (self == 0) return Platform::await([&] { return both(); });
    for (int i = 0; i < 3; ++i) flags[0].load(acquire);
    for (auto& flag : flags) flag.store(true, release);
  }
  bool both() {
    const bool first = flags[0].load(acquire);
    const bool second = flags[1].load(acquire);
    return first && second;
  }
  Platform::atomic<bool> flags[2]{};
};

TEST(support, nobody_comes_between_the_steps_of_a_second_look) {
  Executor executor = executor_of<BothFlags>(2);
  const Schedule in_step{.preemptions = {}, .quantum = 1};
  EXPECT_EQ(executor.execute(in_step), passed);
  // Thread 0: a look in which thread 1 takes a step; a second look undisturbed, and it waits; a look in which both flags
  // go up.
  EXPECT_EQ(who(executor.trace(in_step)),
            "010"
            "00"
            "111"
            "010");
}

// --- awaits that keep state, or write ----------------------------------------------------------------------------------

// The first look fails and leaves the value in `expected`; the second one succeeds.
struct StatefulAwait : Script {
  using Script::Script;
  void thread(int) override {
    int expected = 0;
    Platform::await([&] { return variable.compare_exchange_strong(expected, 1, acquire, relaxed); });
  }
  Platform::atomic<int> variable{1};
};

TEST(support, await_that_keeps_state_is_not_blocked) { EXPECT_EQ(executor_of<StatefulAwait>(1).execute({}), passed); }

struct CountingAwait : Script {
  using Script::Script;
  void thread(int) override {
    Platform::await([&] { return counter.fetch_add(1, relaxed) >= 10; });
  }
  Platform::atomic<int> counter{0};
};

TEST(support, await_that_writes_is_a_loop) { EXPECT_EQ(executor_of<CountingAwait>(2).execute({}), passed); }

// Never the same round twice, and nothing written: only fair turns let the other thread set the flag.
struct Wandering : Script {
  using Script::Script;
  void thread(int self) override {
    if (self == 1) return flags[2].store(true, release);
    int next = 0;
    Platform::await([&] { return flags[next++ % 3].load(acquire); });
  }
  Platform::atomic<bool> flags[3]{};
};

TEST(support, await_that_never_looks_twice_alike_is_interrupted) {
  Executor executor = executor_of<Wandering>(2);
  EXPECT_EQ(executor.execute({}), passed);
  EXPECT_EQ(executor.execute({.preemptions = {}, .quantum = 1}), passed);
}

// --- loops -------------------------------------------------------------------------------------------------------------

// A loop of its own where an await should be.
struct Spin : Script {
  using Script::Script;
  void thread(int self) override {
    if (self == 1) return flag.store(true, release);
    while (!flag.load(acquire)) {
    }
  }
  Platform::atomic<bool> flag{false};
};

TEST(support, spinning_thread_is_interrupted) {
  Executor executor = executor_of<Spin>(2);
  for (const int quantum : {1, 2, 16, longest_quantum}) {
    EXPECT_EQ(executor.execute({.preemptions = {}, .quantum = quantum}), passed);
  }
}

TEST(support, spinning_for_ever_is_unknown) {
  for (const AtHang at_hang : {AtHang::violated, AtHang::abandon}) {
    Executor executor = executor_of<Spin>(1, at_hang);
    const Ending ending = executor.execute({});
    EXPECT_EQ(ending.kind, Kind::none);
    ASSERT_NE(ending.given_up, nullptr);
    EXPECT_NE(std::string(ending.given_up).find("a loop"), std::string::npos);
  }
}

TEST(support, changing_memory_for_ever_without_entering_is_a_livelock) {
  const auto polite = programs_of<broken::PetersonPoliteRetreat, Platform>();
  Executor executor(polite.of(clients::progress), Mix::all(2, 1), {.at_hang = AtHang::violated});
  EXPECT_EQ(executor.execute({.preemptions = {}, .quantum = 1}), livelock);
  EXPECT_EQ(executor.execute({.preemptions = {}, .quantum = 3}), passed);
  EXPECT_EQ(executor.execute({}), passed);
}

// --- traces ------------------------------------------------------------------------------------------------------------

TEST(support, same_schedule_gives_the_same_trace) {
  const Schedule schedule{.preemptions = {{.after = 3, .to = 0}, {.after = 5, .to = 0}}, .quantum = 4};
  const auto print = [&] {
    Executor executor(programs_of<PetersonLock, Platform>().of(clients::occupancy), Mix::all(2, 2), {});
    executor.execute({.preemptions = {}, .quantum = 1});
    return counterexample::columns(executor.trace(schedule), 2);
  };
  EXPECT_EQ(print(), print());
}

TEST(support, trace_has_names_and_places) {
  Executor executor(programs_of<PetersonLock, Platform>().of(clients::occupancy), Mix::all(2, 1), {});
  const std::string text = counterexample::columns(executor.trace({}), 2);
  for (const char* part : {"interested[0] := true", "interested[1] := true", "turn := 1", "inside is 0, := 1",
                           "peterson.hpp:", "mutual_exclusion.hpp:"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " is missing in\n" << text;
  }
  EXPECT_EQ(text.find('?'), std::string::npos) << text;
}

}  // namespace

}  // namespace turnstile::interleaving
