// The search for linearizability on random histories, beside the definition taken word by word, and on long ones.
#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/history/tests/stack_histories.hpp"

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
