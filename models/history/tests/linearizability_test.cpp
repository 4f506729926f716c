#include <deque>

#include "models/history/tests/stack_histories.hpp"

namespace turnstile {

namespace {

// --- made by hand: thread, operation, result, from, to -----------------------------------------------------------------

TEST(linearizability, nothing_is_linearizable) { EXPECT_TRUE(in_real_time({})); }

TEST(linearizability, stack_gives_the_last_node_first) {
  EXPECT_TRUE(in_real_time({{0, push(1), pushed, 0, 1}, {0, push(2), pushed, 2, 3}, {0, pop, 2, 4, 5}}));
  EXPECT_FALSE(in_real_time({{0, push(1), pushed, 0, 1}, {0, push(2), pushed, 2, 3}, {0, pop, 1, 4, 5}}));
}

TEST(linearizability, overlapping_pops_come_in_either_order) {
  const StackHistory pushes = {{0, push(1), pushed, 0, 1}, {0, push(2), pushed, 2, 3}};
  for (const int first : {1, 2}) {
    StackHistory calls = pushes;
    calls.push_back({1, pop, first, 4, 7});
    calls.push_back({2, pop, 3 - first, 5, 6});
    EXPECT_TRUE(in_real_time(calls));
  }
}

TEST(linearizability, pops_in_a_row_do_not) {
  const StackHistory calls = {
      {0, push(1), pushed, 0, 1}, {0, push(2), pushed, 2, 3}, {1, pop, 1, 4, 5}, {2, pop, 2, 6, 7}};
  EXPECT_FALSE(in_real_time(calls));
  EXPECT_TRUE(in_program_order(calls));  // of different threads: the other order
}

TEST(linearizability, node_that_nobody_pushed_is_not_popped) {
  const StackHistory calls = {{0, push(1), pushed, 0, 3}, {1, pop, 2, 1, 2}};
  EXPECT_FALSE(in_real_time(calls));
  EXPECT_FALSE(in_program_order(calls));
}

TEST(linearizability, node_is_not_popped_before_its_push) {
  const StackHistory calls = {{1, pop, 1, 0, 1}, {0, push(1), pushed, 2, 3}};
  EXPECT_FALSE(in_real_time(calls));
  EXPECT_TRUE(in_program_order(calls));
}

TEST(linearizability, node_is_not_popped_twice) {
  const StackHistory calls = {{0, push(1), pushed, 0, 1}, {0, pop, 1, 2, 5}, {1, pop, 1, 3, 4}};
  EXPECT_FALSE(in_real_time(calls));
  EXPECT_FALSE(in_program_order(calls));
}

TEST(linearizability, node_is_popped_again_after_a_second_push) {
  EXPECT_TRUE(
      in_real_time({{0, push(1), pushed, 0, 1}, {0, pop, 1, 2, 3}, {0, push(1), pushed, 4, 6}, {1, pop, 1, 5, 7}}));
}

TEST(linearizability, pop_beside_a_push_finds_the_stack_empty_or_not) {
  EXPECT_TRUE(in_real_time({{0, push(1), pushed, 0, 3}, {1, pop, no_node, 1, 2}}));
  EXPECT_TRUE(in_real_time({{0, push(1), pushed, 0, 3}, {1, pop, 1, 1, 2}}));
}

TEST(linearizability, pop_after_a_push_does_not_find_the_stack_empty) {
  const StackHistory of_two = {{0, push(1), pushed, 0, 1}, {1, pop, no_node, 2, 3}};
  EXPECT_FALSE(in_real_time(of_two));
  EXPECT_TRUE(in_program_order(of_two));  // what weak memory allows
  const StackHistory of_one = {{0, push(1), pushed, 0, 1}, {0, pop, no_node, 2, 3}};
  EXPECT_FALSE(in_program_order(of_one));
}

TEST(linearizability, pending_push_has_taken_effect_or_not) {
  EXPECT_TRUE(in_real_time({{0, push(1), pushed, 0, never}, {1, pop, 1, 1, 2}}));
  EXPECT_TRUE(in_real_time({{0, push(1), pushed, 0, never}, {1, pop, no_node, 1, 2}}));
  EXPECT_TRUE(in_real_time({{0, push(1), pushed, 0, never}, {1, pop, no_node, 1, 2}, {1, pop, 1, 3, 4}}));
  // It has, and then it has.
  EXPECT_FALSE(in_real_time({{0, push(1), pushed, 0, never}, {1, pop, 1, 1, 2}, {1, pop, 1, 3, 4}}));
  // Not before it was called.
  EXPECT_FALSE(in_real_time({{1, pop, 1, 0, 1}, {0, push(1), pushed, 2, never}}));
}

TEST(linearizability, pending_pop_has_taken_effect_or_not) {
  const StackHistory begun = {{0, push(1), pushed, 0, 1}, {1, pop, no_node, 2, never}};
  StackHistory gone = begun;
  gone.push_back({0, pop, no_node, 3, 4});
  EXPECT_TRUE(in_real_time(gone));
  StackHistory there = begun;
  there.push_back({0, pop, 1, 3, 4});
  EXPECT_TRUE(in_real_time(there));
}

TEST(linearizability, stack_that_is_full_takes_no_more) {
  const StackHistory calls = {{0, push(1), pushed, 0, 1}, {0, push(2), pushed, 2, 3}};
  EXPECT_TRUE(accepts(calls, SequentialStack<2>(), Precedence::real_time));
  EXPECT_FALSE(accepts(calls, SequentialStack<1>(), Precedence::real_time));
}

TEST(linearizability, counter_gives_each_number_once) {
  using Calls = std::vector<CounterCall>;
  const auto counts = [](const Calls& calls) { return accepts(calls, SequentialCounter(), Precedence::real_time); };
  EXPECT_TRUE(counts({{0, {}, 1, 0, 3}, {1, {}, 0, 1, 2}}));
  EXPECT_FALSE(counts({{0, {}, 1, 0, 1}, {1, {}, 0, 2, 3}}));
  EXPECT_FALSE(counts({{0, {}, 0, 0, 3}, {1, {}, 0, 1, 2}}));     // a lost update
  EXPECT_TRUE(counts({{0, {}, 0, 0, never}, {1, {}, 1, 1, 2}}));  // after the pending one
  EXPECT_FALSE(counts({{0, {}, 0, 0, never}, {1, {}, 2, 1, 2}}));
}

// --- any specification: the queues of M. Herlihy and J. M. Wing (1990), figure 1 ---------------------------------------

struct QueueOperation {
  char enqueues = 0;  // 0: dequeue
};
using QueueCall = Call<QueueOperation, char>;

struct SequentialQueue {
  bool apply(const QueueCall& call) {
    if (call.operation.enqueues != 0) {
      items.push_back(call.operation.enqueues);
      return true;
    }
    if (items.empty()) return false;
    const char first = items.front();
    items.pop_front();
    return call.pending() || call.result == first;
  }
  auto operator<=>(const SequentialQueue&) const = default;

  std::deque<char> items;
};

TEST(linearizability, queues_of_herlihy_and_wing) {
  using Calls = std::vector<QueueCall>;
  constexpr int a = 0;
  constexpr int b = 1;
  const auto is_queue = [](const Calls& calls) { return accepts(calls, SequentialQueue(), Precedence::real_time); };
  // (a) x and y are enqueued at once, and come out in either order.
  EXPECT_TRUE(is_queue(
      {{a, {'x'}, 0, 0, 2}, {b, {'y'}, 0, 1, 3}, {b, {}, 'x', 4, 6}, {a, {}, 'y', 5, 7}, {a, {'z'}, 0, 8, 9}}));
  // (b) x is enqueued before y, and y comes out first.
  EXPECT_FALSE(is_queue({{a, {'x'}, 0, 0, 1}, {b, {'y'}, 0, 2, 3}, {a, {}, 'y', 4, 5}}));
  // (c) x comes out while it is still being enqueued.
  EXPECT_TRUE(is_queue({{a, {'x'}, 0, 0, never}, {b, {}, 'x', 1, 2}}));
  // Not in the figure: a thread that dequeues from an empty queue waits. It cannot stand in the row, and need not.
  EXPECT_TRUE(is_queue({{a, {}, 0, 0, never}, {b, {'y'}, 0, 1, 2}, {b, {}, 'y', 3, 4}}));
  EXPECT_FALSE(is_queue({{a, {}, 0, 0, 1}}));
  // (d) y comes out twice.
  EXPECT_FALSE(is_queue({{a, {'x'}, 0, 0, 2}, {b, {'y'}, 0, 1, 3}, {a, {}, 'y', 4, 6}, {b, {}, 'y', 5, 7}}));
}

// --- a specification that has a say in where the row ends --------------------------------------------------------------

struct EndsEmpty {
  bool apply(const StackCall& call) { return stack.apply(call); }
  [[nodiscard]] bool may_end() const { return stack == Stack(); }
  auto operator<=>(const EndsEmpty&) const = default;

  Stack stack;
};

TEST(linearizability, specification_can_say_what_is_left_behind) {
  const auto ends_empty = [](const StackHistory& calls) { return accepts(calls, EndsEmpty(), Precedence::real_time); };
  EXPECT_TRUE(ends_empty({{0, push(1), pushed, 0, 1}, {1, pop, 1, 2, 3}}));
  EXPECT_FALSE(ends_empty({{0, push(1), pushed, 0, 1}}));
  // A pending call that has taken effect, or has not.
  EXPECT_TRUE(ends_empty({{0, push(1), pushed, 0, 1}, {1, pop, 0, 2, never}}));
  EXPECT_TRUE(ends_empty({{0, push(1), pushed, 0, never}}));
}

// --- recorders ---------------------------------------------------------------------------------------------------------

TEST(linearizability, history_has_the_calls_in_their_order) {
  History<StackCall, 3> history;
  const auto first = history.begin(0, push(5));
  const auto second = history.begin(1, pop);
  history.end(second, 5);
  history.end(first, pushed);
  history.begin(1, pop);
  ASSERT_EQ(history.size(), 3U);
  EXPECT_EQ(history[0], (StackCall{0, push(5), pushed, 0, 3}));
  EXPECT_EQ(history[1], (StackCall{1, pop, 5, 1, 2}));
  EXPECT_EQ(history[2], (StackCall{1, pop, 0, 4, never}));
  EXPECT_TRUE(accepts(history, Stack(), Precedence::real_time));
}

TEST(linearizability, concurrent_history_has_one_thread_after_the_other) {
  ConcurrentHistory<StackCall> history(2, 2);
  history.begin(1, pop);
  history.begin(0, push(5));
  history.end(1, 5);
  history.end(0, pushed);
  history.begin(1, pop);
  EXPECT_EQ(history.calls(), (StackHistory{{0, push(5), pushed, 1, 3}, {1, pop, 5, 0, 2}, {1, pop, 0, 4, never}}));
}

TEST(linearizability, history_that_is_full_ends_the_program) {
  History<StackCall, 1> history;
  history.begin(0, pop);
  EXPECT_DEATH(history.begin(0, pop), "at most 1 calls");
}

TEST(linearizability, too_many_threads_end_the_program) {
  EXPECT_DEATH(in_real_time({{static_cast<int>(history::most_threads), pop, no_node, 0, 1}}), "has a thread 16");
}

}  // namespace

}  // namespace turnstile
