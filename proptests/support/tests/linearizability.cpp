#include "models/history/linearizability.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/history/history.hpp"
#include "models/history/specifications.hpp"

namespace turnstile {

// For RapidCheck.
static void showValue(const StackCall& call, std::ostream& out) {
  out << "thread " << call.thread << ": ";
  if (call.operation.pushes()) {
    out << "push(" << call.operation.node << ')';
  } else {
    out << "pop() -> " << call.result;
  }
  out << " from " << call.invoked << " to " << (call.pending() ? "never" : std::to_string(call.returned));
}

namespace {

using Stack = SequentialStack<8>;
using StackHistory = std::vector<StackCall>;
constexpr int pushed = 0;  // the result of a push

// Both forms, which have to agree.
template <class Specification, class Calls>
bool accepts(const Calls& calls, const Specification& initial, Precedence precedence) {
  const bool accepted = linearizable(calls, initial, precedence);
  EXPECT_EQ(linearizable_with_memory(calls, initial, precedence), accepted);
  return accepted;
}
bool in_real_time(const StackHistory& calls) { return accepts(calls, Stack(), Precedence::real_time); }
bool in_program_order(const StackHistory& calls) { return accepts(calls, Stack(), Precedence::program_order); }

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
  // Not in the figure: who dequeues from an empty queue waits. It cannot stand in the row, and need not.
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

// --- random histories ------------------------------------------------------------------------------------------------

// RapidCheck scales numbers with its size; these are to span their range at any size.
int any_below(int end) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, end)); }

// So many calls, one after the other, at the times 0, 1, 2 ...: what a stack would have done.
StackHistory run_in_a_row(int threads, int calls, int nodes) {
  StackHistory history;
  std::vector<int> stack;
  for (int time = 0; time < calls; ++time) {
    const bool pushes = stack.size() < 8 && any_below(2) == 0;
    StackCall call{any_below(threads), pushes ? push(any_below(nodes)) : pop, pushed, time, time};
    if (pushes) {
      stack.push_back(call.operation.node);
    } else {
      call.result = stack.empty() ? no_node : stack.back();
      if (!stack.empty()) stack.pop_back();
    }
    history.push_back(call);
  }
  return history;
}

// Every call and every return gets a time of its own. What came first still does; of what came at once, calls come first.
void rank(StackHistory& history) {
  struct Moment {
    int time;
    bool returns;
    int thread;
    int* place;
  };
  std::vector<Moment> moments;
  for (StackCall& call : history) {
    moments.push_back({call.invoked, false, call.thread, &call.invoked});
    moments.push_back({call.returned, true, call.thread, &call.returned});
  }
  std::ranges::sort(moments, {}, [](const Moment& m) { return std::tuple(m.time, m.returns, m.thread); });
  int time = 0;
  for (const Moment& moment : moments) *moment.place = time++;
}

// Lets each call begin earlier and return later than it took effect, by up to so much, but not before the one before it
// of the same thread had returned.
StackHistory stretched(StackHistory history, int most) {
  for (std::size_t i = 0; i < history.size(); ++i) {
    StackCall& call = history[i];
    const int effect = call.invoked;
    const auto before = std::find_if(history.rend() - static_cast<std::ptrdiff_t>(i), history.rend(),
                                     [&](const StackCall& other) { return other.thread == call.thread; });
    const int earliest = before == history.rend() ? -most : before->returned + 1;
    call.invoked = std::max(earliest, effect - any_below(most + 1));
    const auto after = std::find_if(history.begin() + static_cast<std::ptrdiff_t>(i) + 1, history.end(),
                                    [&](const StackCall& other) { return other.thread == call.thread; });
    const int latest = after == history.end() ? effect + most : after->invoked - 1;
    call.returned = std::min(latest, effect + any_below(most + 1));
  }
  rank(history);
  return history;
}

// Some of the last calls of the threads do not return.
void leave_some_pending(StackHistory& history, int threads) {
  for (int thread = 0; thread < threads; ++thread) {
    StackCall* last = nullptr;
    for (StackCall& call : history) {
      if (call.thread == thread) last = &call;
    }
    if (last == nullptr || any_below(4) != 0) continue;
    last->returned = never;
    last->result = -2;  // which means nothing
  }
}

// The clocks of the threads differ.
void shift(StackHistory& history, int threads) {
  std::vector<int> shifts(static_cast<std::size_t>(threads));
  for (int& by : shifts) by = any_below(4);
  for (StackCall& call : history) call.invoked = call.returned += shifts[static_cast<std::size_t>(call.thread)];
}

StackHistory random_history(int threads, int calls, int nodes) {
  StackHistory history = stretched(run_in_a_row(threads, calls, nodes), 4);
  leave_some_pending(history, threads);
  return history;
}

StackHistory shifted_history(int threads, int calls, int nodes) {
  StackHistory history = run_in_a_row(threads, calls, nodes);
  shift(history, threads);
  history = stretched(std::move(history), 2);
  leave_some_pending(history, threads);
  return history;
}

// A pop gives something else.
void mutate(StackHistory& history, int nodes) {
  std::vector<StackCall*> pops;
  for (StackCall& call : history) {
    if (!call.operation.pushes() && !call.pending()) pops.push_back(&call);
  }
  if (pops.empty()) return;
  StackCall& call = *pops[static_cast<std::size_t>(any_below(static_cast<int>(pops.size())))];
  const int shift = 1 + any_below(nodes);
  call.result = (call.result + 1 + shift) % (nodes + 1) - 1;  // of no_node and all nodes, another one
}

// --- the definition, word by word --------------------------------------------------------------------------------------

bool comes_before(const StackCall& a, const StackCall& b, Precedence precedence) {
  return a.returned < b.invoked && (precedence == Precedence::real_time || a.thread == b.thread);
}

bool is_right_row(const StackHistory& row, Precedence precedence) {
  Stack stack;
  for (std::size_t i = 0; i < row.size(); ++i) {
    for (std::size_t later = i + 1; later < row.size(); ++later) {
      if (comes_before(row[later], row[i], precedence)) return false;
    }
    if (!stack.apply(row[i])) return false;
  }
  return true;
}

// Whether some permutation of all calls that returned, and some that did not, is right.
bool some_row_is_right(const StackHistory& calls, Precedence precedence) {
  StackHistory kept;
  StackHistory open;
  std::ranges::partition_copy(calls, std::back_inserter(open), std::back_inserter(kept), &StackCall::pending);
  for (unsigned chosen = 0; chosen < 1U << open.size(); ++chosen) {
    StackHistory row = kept;
    for (std::size_t i = 0; i < open.size(); ++i) {
      if ((chosen >> i & 1U) != 0) row.push_back(open[i]);
    }
    std::ranges::sort(row, {}, &StackCall::invoked);
    do {
      if (is_right_row(row, precedence)) return true;
    } while (std::ranges::next_permutation(row, {}, &StackCall::invoked).found);
  }
  return false;
}

RC_GTEST_PROP(linearizability, stretched_histories_are_linearizable, ()) {
  for (int i = 0; i < 20; ++i) {
    const StackHistory history = random_history(1 + any_below(4), any_below(25), 6);
    RC_LOG(rc::toString(history));
    RC_ASSERT(in_real_time(history));
    RC_ASSERT(in_program_order(history));
  }
}

RC_GTEST_PROP(linearizability, shifted_histories_are_sequentially_consistent, ()) {
  for (int i = 0; i < 20; ++i) {
    const StackHistory history = shifted_history(1 + any_below(4), any_below(17), 6);
    RC_LOG(rc::toString(history));
    RC_ASSERT(in_program_order(history));
  }
}

// 6 calls are up to 720 permutations.
TEST(linearizability, search_finds_what_the_definition_says) {
  std::map<std::pair<bool, bool>, int> found;  // linearizable, sequentially consistent
  const auto one = [&] {
    StackHistory history = shifted_history(1 + any_below(3), any_below(7), 2);
    if (any_below(2) == 0) mutate(history, 2);
    RC_LOG(rc::toString(history));
    const bool in_time = in_real_time(history);
    const bool in_order = in_program_order(history);
    RC_ASSERT(in_time == some_row_is_right(history, Precedence::real_time));
    RC_ASSERT(in_order == some_row_is_right(history, Precedence::program_order));
    ++found[{in_time, in_order}];
  };
  EXPECT_TRUE(rc::check("search and definition", [&] {
    for (int i = 0; i < 50; ++i) one();
  }));
  // All three, often; and what is linearizable is sequentially consistent.
  EXPECT_EQ(found.size(), 3U);
  for (const auto& [verdicts, times] : found) EXPECT_GT(times, 50) << verdicts.first << verdicts.second;
}

// The partner of the first property: it is not that everything is accepted.
TEST(linearizability, mutated_histories_are_mostly_not_linearizable) {
  int tried = 0;
  int rejected = 0;
  const bool found_nothing = rc::check("mutated histories", [&] {
    StackHistory history = random_history(3, 16, 6);
    mutate(history, 6);
    ++tried;
    if (!in_real_time(history)) ++rejected;
  });
  EXPECT_TRUE(found_nothing);
  EXPECT_GT(rejected, tried / 2);
}

// --- long histories --------------------------------------------------------------------------------------------------

// Four threads in turn; each call overlaps with the two before it and the two behind it, of other threads.
StackHistory long_history(int calls) {
  StackHistory history;
  std::vector<int> stack;
  for (int i = 0; i < calls; ++i) {
    const bool pushes = i / 8 % 2 == 0;
    StackCall call{i % 4, pushes ? push(i) : pop, pushed, 4 * i - 5, 4 * i + 5};
    if (pushes) {
      stack.push_back(i);
    } else {
      call.result = stack.back();
      stack.pop_back();
    }
    history.push_back(call);
  }
  rank(history);
  return history;
}

TEST(linearizability, long_histories_need_memory) {
  StackHistory history = long_history(20'000);
  EXPECT_TRUE(linearizable_with_memory(history, Stack(), Precedence::real_time));
  // Two pops that are far from each other change their results.
  std::swap(history[10'008].result, history[10'024].result);
  EXPECT_FALSE(linearizable_with_memory(history, Stack(), Precedence::real_time));
}

}  // namespace

}  // namespace turnstile
