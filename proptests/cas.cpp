// Compare-and-swap over interleavings, and with real threads: a lock, a counter, a stack.
#include "algorithms/cas/cas.hpp"

#include <array>
#include <latch>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "algorithms/cas/broken_blind_counter.hpp"
#include "algorithms/cas/broken_load_compare_store.hpp"
#include "algorithms/cas/broken_relaxed_success.hpp"
#include "algorithms/cas/broken_short_tag.hpp"
#include "algorithms/cas/broken_stale_expected.hpp"
#include "algorithms/cas/broken_untagged_stack.hpp"
#include "algorithms/cas/cas_counter.hpp"
#include "algorithms/cas/cas_stack.hpp"
#include "models/counterexample/columns.hpp"
#include "models/engines/interleaving/executor.hpp"
#include "models/engines/interleaving/tests/schedules.hpp"
#include "proptests/support/checks.hpp"
#include "proptests/support/quiet_check.hpp"
#include "proptests/support/real_threads.hpp"
#include "proptests/support/stack_script.hpp"

namespace turnstile::interleaving {

namespace {

template <class P>
using TaggedStack = TreiberStack<P>;
template <class P>
using UntaggedStack = broken::CasUntaggedStack<P>;
template <class P>
using ShortTag = broken::CasShortTag<P>;

}  // namespace

// --- the lock ----------------------------------------------------------------------------------------------------------

TEST(cas, correct_excludes) {
  expect_exclusion(clients_of<CasLock>(), 2);
  expect_exclusion(clients_of<CasLock>(), 3);
}
TEST(cas, correct_progresses) {
  expect_progress(clients_of<CasLock>(), 2);
  expect_progress(clients_of<CasLock>(), 3);
}
// A thread is overtaken by each of the others in every round.
TEST(cas, correct_is_overtaken_in_every_round) {
  expect_growing_bypass(clients_of<CasLock>(), 2, {1, 2, 3}, 1);
  expect_growing_bypass(clients_of<CasLock>(), 3, {2, 4, 6}, 1);
}

TEST(cas, broken_stale_expected_overlaps) {
  expect_overlap(clients_of<broken::CasStaleExpected>(), 2, 2);
  expect_overlap(clients_of<broken::CasStaleExpected>(), 3, 2);
}
TEST(cas, broken_stale_expected_progresses) { expect_progress(clients_of<broken::CasStaleExpected>(), 3); }

TEST(cas, broken_load_compare_store_overlaps) {
  expect_overlap(clients_of<broken::CasLoadCompareStore>(), 2, 2);
  expect_overlap(clients_of<broken::CasLoadCompareStore>(), 3, 2);
}
TEST(cas, broken_load_compare_store_progresses) { expect_progress(clients_of<broken::CasLoadCompareStore>(), 3); }

// Only weak memory breaks it: here it is right.
TEST(cas, broken_relaxed_success_is_not_seen) {
  expect_exclusion(clients_of<broken::CasRelaxedSuccess>(), 3);
  expect_progress(clients_of<broken::CasRelaxedSuccess>(), 3);
}

// --- the counter -------------------------------------------------------------------------------------------------------

TEST(cas, correct_counter_is_linearizable) {
  expect_linearizable(clients_of<CasCounter>(), 2);
  expect_linearizable(clients_of<CasCounter>(), 3);
}
TEST(cas, correct_counter_is_lock_free) {
  expect_lock_freedom(clients_of<CasCounter>(), 2);
  expect_lock_freedom(clients_of<CasCounter>(), 3);
}

TEST(cas, broken_blind_counter_loses_updates) {
  expect_not_linearizable(clients_of<broken::CasBlindCounter>(), 2, Kind::lost_update, 2);
  expect_not_linearizable(clients_of<broken::CasBlindCounter>(), 3, Kind::lost_update, 3);
}
TEST(cas, broken_blind_counter_is_lock_free) { expect_lock_freedom(clients_of<broken::CasBlindCounter>(), 3); }

// --- the stack ---------------------------------------------------------------------------------------------------------

TEST(cas, correct_stack_is_linearizable) {
  expect_linearizable(clients_of<TaggedStack>(), 2);
  expect_linearizable(clients_of<TaggedStack>(), 3);
}
TEST(cas, correct_stack_is_lock_free) {
  expect_lock_freedom(clients_of<TaggedStack>(), 2);
  expect_lock_freedom(clients_of<TaggedStack>(), 3);
}

TEST(cas, broken_untagged_stack_is_not_linearizable) {
  expect_not_linearizable(clients_of<UntaggedStack>(), 2, Kind::not_linearizable, 2);
  expect_not_linearizable(clients_of<UntaggedStack>(), 3, Kind::not_linearizable, 3);
}
TEST(cas, broken_untagged_stack_is_lock_free) { expect_lock_freedom(clients_of<UntaggedStack>(), 3); }

TEST(cas, broken_short_tag_is_not_linearizable) {
  expect_not_linearizable(clients_of<ShortTag>(), 2, Kind::not_linearizable, 2);
  expect_not_linearizable(clients_of<ShortTag>(), 3, Kind::not_linearizable, 3);
}
TEST(cas, broken_short_tag_is_lock_free) { expect_lock_freedom(clients_of<ShortTag>(), 3); }

// --- stacks under random programs, and random schedules ----------------------------------------------------------------

namespace {

// A property for RapidCheck: whatever the threads push and pop, and in whatever order, it is linearizable.
template <class Stack>
void random_programs_are_linearizable() {
  const StackScript script = *stack_scripts(Stack::none, 8);
  const auto threads = static_cast<int>(script.threads.size());
  const Schedule schedule = *schedules(threads);
  ScriptedStack<Stack>::script = &script;
  Executor executor(&place<ScriptedStack<Stack>>, Mix::all(threads, 1), {});
  const Ending ending = executor.execute(schedule);
  RC_LOG(counterexample::columns(executor.trace(schedule), threads));
  RC_ASSERT(!ending.bad());
}

rc::detail::TestParams many() {
  rc::detail::TestParams parameters = configured();
  parameters.maxSuccess = schedules_to_pass;
  return parameters;
}

// The worst that happens to a program of two threads under all schedules with at most two preemptions.
template <class Stack>
Kind worst_of(const StackScript& script) {
  constexpr int longest = 32;  // more operations than a thread of these programs performs
  ScriptedStack<Stack>::script = &script;
  Executor executor(&place<ScriptedStack<Stack>>, Mix::all(2, 1), {});
  Kind worst = Kind::none;
  for (int preemptions = 0; preemptions <= 2; ++preemptions) {
    for_each_schedule(2, preemptions, longest, longest_quantum, [&](const Schedule& schedule) {
      const Ending ending = executor.execute(schedule);
      EXPECT_EQ(ending.given_up, nullptr);
      if (ending.kind != Kind::none) worst = ending.kind;
    });
  }
  return worst;
}

constexpr Move p = Move::take;
constexpr Move first = Move::give_oldest;
constexpr Move last = Move::give_newest;

template <int TagBits>
using StackWithTag = TreiberStack<Platform, 4, TagBits>;

}  // namespace

TEST(cas, correct_stack_is_linearizable_in_random_programs) {
  EXPECT_TRUE(holds_quietly(random_programs_are_linearizable<TaggedStack<Platform>>, many()));
}
TEST(cas, broken_untagged_stack_fails_random_programs) {
  EXPECT_FALSE(holds_quietly(random_programs_are_linearizable<UntaggedStack<Platform>>, many()));
}
TEST(cas, broken_short_tag_fails_random_programs) {
  EXPECT_FALSE(holds_quietly(random_programs_are_linearizable<ShortTag<Platform>>, many()));
}

// The ABA problem: one pop is held up while another thread pops its node and the next one, and pushes its node again.
TEST(cas, broken_untagged_stack_pops_a_node_twice) {
  const StackScript aba{.on_stack = 4, .threads = {{p}, {p, p, first}}};
  EXPECT_EQ(worst_of<UntaggedStack<Platform>>(aba), Kind::not_linearizable);
  EXPECT_EQ(worst_of<TaggedStack<Platform>>(aba), Kind::none);
  // A thread that pops a node and pushes it again leaves it with the same successor: that does no harm.
  EXPECT_EQ(worst_of<UntaggedStack<Platform>>({.on_stack = 4, .threads = {{p}, {p, first}}}), Kind::none);
  EXPECT_EQ(worst_of<UntaggedStack<Platform>>({.on_stack = 4, .threads = {{p, first, p}, {p, first, p}}}), Kind::none);
}

// Three changes do not deceive a tag of one bit, four do.
TEST(cas, broken_short_tag_needs_one_change_more) {
  EXPECT_EQ(worst_of<ShortTag<Platform>>({.on_stack = 4, .threads = {{p}, {p, p, first}}}), Kind::none);
  EXPECT_EQ(worst_of<ShortTag<Platform>>({.on_stack = 4, .threads = {{p}, {p, p, p, first}}}), Kind::not_linearizable);
}

// A tag of B bits is deceived by 2^B changes during one pop, or a multiple of it, and by nothing else.
TEST(cas, correct_stack_wraps_its_tag_around) {
  const StackScript three{.on_stack = 4, .threads = {{p}, {p, p, first}}};
  const StackScript four{.on_stack = 4, .threads = {{p}, {p, p, p, first}}};
  const StackScript five{.on_stack = 4, .threads = {{p}, {p, p, p, last, first}}};
  EXPECT_EQ(worst_of<StackWithTag<2>>(three), Kind::none);
  EXPECT_EQ(worst_of<StackWithTag<2>>(four), Kind::not_linearizable);
  EXPECT_EQ(worst_of<StackWithTag<2>>(five), Kind::none);
  EXPECT_EQ(worst_of<StackWithTag<3>>(four), Kind::none);
  EXPECT_EQ(worst_of<StackWithTag<0>>(three), Kind::not_linearizable);
  EXPECT_EQ(worst_of<StackWithTag<0>>(five), Kind::not_linearizable);
}

}  // namespace turnstile::interleaving

namespace turnstile::real_threads {

RC_GTEST_PROP(cas, correct_excludes_real_threads, ()) { excludes<CasLock<>>({.most_threads = 4}); }

namespace {

// Threads pop nodes and push them again. Each node has a value on the heap, which its owner deletes, and makes anew: two
// owners would delete it twice, and AddressSanitizer would see it, or a value that nobody deletes.
class Ownership {
 public:
  explicit Ownership(int threads) : start_(threads) {
    for (int node = 0; node < Stack::none; ++node) give(0, node);
  }
  Ownership(const Ownership&) = delete;
  Ownership& operator=(const Ownership&) = delete;
  ~Ownership() {
    while (take(0) != Stack::none) ++left_;
    EXPECT_EQ(left_, Stack::none) << "nodes are lost";
  }

  void thread(int self, int rounds) {
    start_.arrive_and_wait();
    for (int round = 0; round < rounds; ++round) {
      const int first = take(self);
      const int second = take(self);
      if (first != Stack::none) give(self, first);
      if (second != Stack::none) give(self, second);
    }
  }

 private:
  using Stack = TreiberStack<ShakenPlatform, 8>;

  int take(int self) {
    const int node = stack_.pop(self);
    if (node == Stack::none) return node;
    int*& value = values_[static_cast<std::size_t>(node)];
    EXPECT_EQ(*value, node);
    delete value;
    value = nullptr;
    return node;
  }
  void give(int self, int node) {
    values_[static_cast<std::size_t>(node)] = new int(node);
    stack_.push(self, node);
  }

  std::latch start_;
  Stack stack_;
  std::array<int*, Stack::none> values_{};
  int left_ = 0;
};

}  // namespace

TEST(cas, correct_stack_gives_a_node_to_one_owner_at_a_time) {
  constexpr int threads = 4;
  Ownership ownership(threads);
  std::vector<std::jthread> users;
  users.reserve(threads);
  for (int self = 0; self < threads; ++self) users.emplace_back([&, self] { ownership.thread(self, 20'000); });
}

namespace {

template <class Stack>
using Sequential = SequentialStack<static_cast<std::size_t>(Stack::none) + 1>;

// Histories of real threads are long, so that the search has to remember where it has been.
template <class Stack>
void random_programs_are_linearizable() {
  const StackScript script = *stack_scripts(Stack::none, 1000);
  RC_ASSERT(
      linearizable_with_memory(played_by_real_threads<Stack>(script), Sequential<Stack>(), Precedence::real_time));
}

}  // namespace

RC_GTEST_PROP(cas, correct_stack_is_linearizable_with_real_threads, ()) {
  random_programs_are_linearizable<TreiberStack<ShakenPlatform>>();
}

TEST(cas, broken_untagged_stack_fails_with_real_threads) {
  rc::detail::TestParams parameters = configured();
  parameters.disableShrinking = true;
  expect_within_a_minute([&] {
    ++parameters.seed;
    return !holds_quietly(random_programs_are_linearizable<broken::CasUntaggedStack<ShakenPlatform>>, parameters);
  });
}

namespace {

template <counter Counter>
std::vector<CounterCall> counted_by_real_threads(int threads, int increments) {
  Counter counter;
  ConcurrentHistory<CounterCall> history(threads, static_cast<std::size_t>(increments));
  std::latch start(threads);
  std::vector<std::jthread> users;
  users.reserve(static_cast<std::size_t>(threads));
  for (int self = 0; self < threads; ++self) {
    users.emplace_back([&, self] {
      start.arrive_and_wait();
      for (int i = 0; i < increments; ++i) {
        const auto call = history.begin(self, Increment{});
        history.end(call, counter.increment(self));
      }
    });
  }
  users.clear();
  return history.calls();
}

}  // namespace

TEST(cas, correct_counter_is_linearizable_with_real_threads) {
  const auto calls = counted_by_real_threads<CasCounter<ShakenPlatform>>(4, 5000);
  EXPECT_TRUE(linearizable_with_memory(calls, SequentialCounter(), Precedence::real_time));
}

TEST(cas, broken_blind_counter_fails_with_real_threads) {
  expect_within_a_minute([] {
    const auto calls = counted_by_real_threads<broken::CasBlindCounter<ShakenPlatform>>(4, 5000);
    return !linearizable_with_memory(calls, SequentialCounter(), Precedence::real_time);
  });
}

}  // namespace turnstile::real_threads
