// The order of events in which a counterexample is told, against all orders that there are.
#include "models/counterexample/linearization.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <random>
#include <ranges>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

namespace turnstile::counterexample {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

Step store(int thread, const char* variable, int value, int position) {
  return {
      .thread = thread, .operation = Operation::store, .variable = variable, .written = value, .position = position};
}
Step load(int thread, const char* variable, int value, int from) {
  return {.thread = thread, .operation = Operation::load, .variable = variable, .read = value, .reads_from = from};
}
Step mark(int thread, Section section) { return {.thread = thread, .operation = Operation::mark, .section = section}; }

std::vector<int> threads_of(const Trace& events) {
  std::vector<int> threads;
  for (const Step& step : events) threads.push_back(step.thread);
  return threads;
}

int stale_reads(const Trace& events) {
  int stale = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!reads(events[i].operation)) continue;
    const int from = events[i].reads_from;
    const int seen = from < 0 ? 0 : events[at(from)].position;
    const auto is_newer = [&](const Step& s) {
      return writes(s.operation) && s.variable == events[i].variable && s.position > seen;
    };
    if (std::ranges::any_of(std::views::take(events, static_cast<std::ptrdiff_t>(i)), is_newer)) ++stale;
  }
  return stale;
}

bool writes_in_order(const Trace& events) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (writes(events[i].operation) && writes(events[k].operation) && events[i].variable == events[k].variable &&
          events[k].position > events[i].position) {
        return false;
      }
    }
  }
  return true;
}

// --- by hand -----------------------------------------------------------------------------------------------------------

TEST(linearization, threads_that_need_nothing_from_each_other_go_one_after_the_other) {
  const Trace events = {store(1, "x", 1, 1), store(0, "y", 1, 1), store(1, "x", 2, 2), store(0, "y", 2, 2)};
  EXPECT_EQ(threads_of(with_fewest_switches(events)), (std::vector{1, 1, 0, 0}));  // what completes it is the last
  Trace hang = events;
  hang[2].blocked = true;
  EXPECT_EQ(threads_of(with_fewest_switches(hang)), (std::vector{0, 0, 1, 1}));
}

TEST(linearization, a_read_comes_after_the_write_that_it_reads) {
  const Trace events = {store(1, "x", 1, 1), load(0, "x", 1, 0), store(0, "y", 1, 1), store(1, "x", 2, 2),
                        load(1, "y", 1, 2)};
  const Trace ordered = with_fewest_switches(events);
  EXPECT_EQ(threads_of(ordered), (std::vector{1, 0, 0, 1, 1}));
  EXPECT_EQ(ordered[1].reads_from, 0);
  EXPECT_EQ(ordered[4].reads_from, 2);
  EXPECT_EQ(context_switches(ordered), 2);
}

TEST(linearization, of_orders_with_as_many_switches_it_has_the_fewest_stale_reads) {
  // Either thread can be first; only if it is thread 1 is what it reads the newest.
  const Trace events = {store(0, "x", 1, 1), load(1, "x", 0, Step::initial), load(0, "y", 0, Step::initial)};
  const Trace ordered = with_fewest_switches(events);
  EXPECT_EQ(threads_of(ordered), (std::vector{1, 0, 0}));
  EXPECT_FALSE(ordered[0].stale());
}

TEST(linearization, what_is_stale_is_found_anew) {
  Trace events = {load(0, "x", 0, Step::initial), store(1, "x", 1, 1), store(1, "y", 1, 1), load(0, "y", 1, 2),
                  load(0, "x", 0, Step::initial)};
  events[3].newest = 1;
  const Trace ordered = with_fewest_switches(events);
  EXPECT_EQ(threads_of(ordered), (std::vector{1, 1, 0, 0, 0}));
  EXPECT_TRUE(ordered[2].stale());
  EXPECT_EQ(ordered[2].newest, 1);
  EXPECT_TRUE(ordered[4].stale());
}

TEST(linearization, main_stays_first_and_last) {
  const Trace events = {store(-1, "x", 1, 1), load(1, "x", 1, 0), store(0, "y", 1, 1), load(1, "x", 1, 0),
                        load(-1, "y", 1, 2)};
  EXPECT_EQ(threads_of(with_fewest_switches(events)), (std::vector{-1, 0, 1, 1, -1}));
}

TEST(linearization, the_access_that_races_is_the_last) {
  Trace events = {store(1, "y", 1, 1),
                  {.thread = 0, .operation = Operation::write, .variable = "d", .position = 1},
                  {.thread = 1, .operation = Operation::read, .variable = "d", .reads_from = 1, .races = true}};
  EXPECT_EQ(threads_of(with_fewest_switches(events)), (std::vector{0, 1, 1}));
  events[2].reads_from = Step::initial;
  EXPECT_EQ(threads_of(with_fewest_switches(events)), (std::vector{0, 1, 1}));
}

TEST(linearization, writes_stand_in_modification_order_if_they_did) {
  const Trace in_order = {store(1, "x", 1, 1), store(1, "y", 1, 1), store(0, "x", 2, 2), store(0, "y", 2, 2)};
  EXPECT_EQ(threads_of(with_fewest_switches(in_order)), (std::vector{1, 1, 0, 0}));
}

// 2+2W: each variable's last write is the other thread's first one. No order of po has both in modification order.
TEST(linearization, where_modification_order_fits_no_order_it_is_left_out) {
  Trace events = {store(0, "x", 1, 2), store(0, "y", 2, 1), store(1, "y", 1, 2), store(1, "x", 2, 1)};
  EXPECT_EQ(threads_of(with_fewest_switches(events)), (std::vector{0, 0, 1, 1}));
}

TEST(linearization, what_nobody_would_read_is_left_as_it_is) {
  Trace events;
  for (int i = 0; i < 300; ++i) events.push_back(store(i % 2, "x", i, i + 1));
  EXPECT_EQ(with_fewest_switches(events), events);
  EXPECT_FALSE(fewest_switches(events).has_value());
  EXPECT_EQ(with_fewest_switches({}), Trace());
}

// --- overtaking --------------------------------------------------------------------------------------------------------

TEST(linearization, overtaking_is_still_seen) {
  const Trace events = {store(0, "a", 1, 1),        mark(0, Section::waiting), mark(1, Section::waiting),
                        mark(1, Section::critical), store(1, "b", 1, 1),       mark(1, Section::waiting),
                        mark(1, Section::critical), store(1, "b", 2, 2),       load(0, "b", 2, 7),
                        mark(0, Section::critical)};
  const Mix mix = Mix::all(2, 2);
  const auto edges = overtakings(events, mix);
  EXPECT_EQ(edges, (std::vector<Edge>{{1, 3}, {1, 6}, {3, 9}, {6, 9}}));
  // Without them thread 1 would come first, with one switch.
  EXPECT_EQ(threads_of(with_fewest_switches(events)).front(), 1);
  const Trace ordered = with_fewest_switches(events, edges);
  EXPECT_EQ(overtakings(ordered, mix).size(), edges.size());
  const Mix readers = Mix::all(Party{.threads = 2, .readers = 2}, 2);
  EXPECT_TRUE(overtakings(events, readers).empty());
}

// --- all orders --------------------------------------------------------------------------------------------------------

int below(int n, std::mt19937& random) { return std::uniform_int_distribution(0, n - 1)(random); }

std::vector<int> writes_of(const Trace& events, const char* variable) {
  std::vector<int> found;
  for (int i = 0; i < static_cast<int>(events.size()); ++i) {
    if (writes(events[at(i)].operation) && events[at(i)].variable == variable) found.push_back(i);
  }
  return found;
}

// Anywhere in modification order, most often at its end. Each write has a value of its own.
void add_store(Trace& events, const char* variable, std::mt19937& random) {
  const std::vector<int> there = writes_of(events, variable);
  const int end = static_cast<int>(there.size());
  const int place = below(3, random) == 0 ? below(end + 1, random) : end;
  for (const int k : there) {
    if (events[at(k)].position > place) ++events[at(k)].position;
  }
  events.push_back(store(below(3, random), variable, static_cast<int>(events.size()) + 1, place + 1));
}

// From any write that there is, or the initial one.
void add_load(Trace& events, const char* variable, std::mt19937& random) {
  const std::vector<int> there = writes_of(events, variable);
  const int which = below(static_cast<int>(there.size()) + 1, random) - 1;
  const int from = which < 0 ? Step::initial : there[at(which)];
  events.push_back(load(below(3, random), variable, from < 0 ? 0 : from + 1, from));
}

Trace random_execution(std::mt19937& random) {
  Trace events;
  const int length = 3 + below(5, random);
  for (int i = 0; i < length; ++i) {
    const char* variable = below(2, random) == 0 ? "x" : "y";
    const auto add = below(2, random) == 0 ? add_store : add_load;
    add(events, variable, random);
  }
  if (below(2, random) == 0) events[at(below(length, random))].blocked = true;
  return events;
}

Trace permuted(const Trace& events, const std::vector<int>& order) {
  Trace ordered;
  for (const int i : order) ordered.push_back(events[at(i)]);
  for (Step& step : ordered) {
    if (step.reads_from < 0) continue;
    step.reads_from = static_cast<int>(std::ranges::find(order, step.reads_from) - order.begin());
  }
  return ordered;
}

bool is_order(const Trace& events, const std::vector<int>& order) {
  const bool hangs = std::ranges::any_of(events, &Step::blocked);
  if (!hangs && order.back() + 1 != static_cast<int>(events.size())) return false;
  std::vector<int> last(3, -1);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Step& step = events[at(order[i])];
    if (std::exchange(last[at(step.thread)], order[i]) > order[i]) return false;
    const auto end = order.begin() + static_cast<std::ptrdiff_t>(i);
    if (step.reads_from >= 0 && std::find(order.begin(), end, step.reads_from) == end) return false;
  }
  return true;
}

// Switches, stale reads, threads: less is better.
using Rank = std::tuple<int, int, std::vector<int>>;
Rank rank(const Trace& events) { return {context_switches(events), stale_reads(events), threads_of(events)}; }

struct Best {
  Rank of_all;
  std::optional<Rank> in_order{};  // of modification, too
};

// By trying all orders, beginning with the one that there is.
Best best_of(const Trace& events) {
  std::vector<int> order(events.size());
  std::iota(order.begin(), order.end(), 0);
  EXPECT_TRUE(is_order(events, order));
  Best best = {.of_all = rank(events)};
  do {
    if (!is_order(events, order)) continue;
    const Trace ordered = permuted(events, order);
    const Rank its = rank(ordered);
    best.of_all = std::min(best.of_all, its);
    if (writes_in_order(ordered)) best.in_order = std::min(best.in_order.value_or(its), its);
  } while (std::ranges::next_permutation(order).found);
  return best;
}

TEST(linearization, no_order_is_better) {
  std::mt19937 random(1);  // NOLINT(cert-msc51-cpp,bugprone-random-generator-seed): the same in every run
  for (int n = 0; n < 300; ++n) {
    const Trace events = random_execution(random);
    const auto [best, in_order] = best_of(events);
    const bool keeps = in_order && (writes_in_order(events) || std::get<0>(*in_order) == std::get<0>(best));
    EXPECT_EQ(rank(with_fewest_switches(events)), keeps ? *in_order : best) << "execution " << n;
    EXPECT_EQ(fewest_switches(events), std::get<0>(best)) << "execution " << n;
  }
}

}  // namespace

}  // namespace turnstile::counterexample
