// What follows from the events of an execution: the shapes of the literature, allowed and forbidden.
#include "models/counterexample/relations.hpp"

#include <gtest/gtest.h>

#include "models/counterexample/tests/traces.hpp"

namespace turnstile::counterexample {

namespace {

using enum std::memory_order;
constexpr int initial = Step::initial;

bool consistent(const Traces& traces) { return !Relations(traces.trace).inconsistency(); }

// Each thread writes its own variable and reads the other's initial value.
Traces store_buffering(std::memory_order write, std::memory_order read, bool fences) {
  Traces t;
  for (int thread = 0; thread < 2; ++thread) {
    t.write(thread, thread == 0 ? "x" : "y", 1, write);
    if (fences) t.fence(thread, seq_cst);
    t.read(thread, thread == 0 ? "y" : "x", initial, read);
  }
  return t;
}

// Thread 1 reads the flag, but not the data that were written before it.
Traces message_passing(std::memory_order write, std::memory_order read) {
  Traces t;
  t.write(0, "data", 1, relaxed);
  const int flag = t.write(0, "flag", 1, write);
  t.read(1, "flag", flag, read);
  t.read(1, "data", initial, relaxed);
  return t;
}

// Two threads read two writes in opposite orders.
Traces independent_reads(std::memory_order order) {
  Traces t;
  const int x = t.write(0, "x", 1, order);
  const int y = t.write(1, "y", 1, order);
  t.read(2, "x", x, order);
  t.read(2, "y", initial, order);
  t.read(3, "y", y, order);
  t.read(3, "x", initial, order);
  return t;
}

TEST(relations, store_buffering_is_forbidden_to_seq_cst_only) {
  EXPECT_TRUE(consistent(store_buffering(relaxed, relaxed, false)));
  EXPECT_TRUE(consistent(store_buffering(release, acquire, false)));
  EXPECT_TRUE(consistent(store_buffering(seq_cst, acquire, false)));
  EXPECT_FALSE(consistent(store_buffering(seq_cst, seq_cst, false)));
  EXPECT_FALSE(consistent(store_buffering(relaxed, relaxed, true)));
}

TEST(relations, message_passing_takes_a_release_and_an_acquire) {
  EXPECT_TRUE(consistent(message_passing(relaxed, acquire)));
  EXPECT_TRUE(consistent(message_passing(release, relaxed)));
  EXPECT_FALSE(consistent(message_passing(release, acquire)));
}

TEST(relations, independent_reads_agree_if_seq_cst) {
  EXPECT_TRUE(consistent(independent_reads(acq_rel)));
  EXPECT_FALSE(consistent(independent_reads(seq_cst)));
}

TEST(relations, a_thread_does_not_read_backwards) {
  Traces t;
  const int one = t.write(0, "x", 1, relaxed);
  const int two = t.write(0, "x", 2, relaxed);
  t.read(1, "x", two, relaxed);
  EXPECT_TRUE(consistent(t));
  t.read(1, "x", one, relaxed);
  EXPECT_EQ(Relations(t.trace).inconsistency(), "coherence of x: event 2 happens before event 3");
}

TEST(relations, a_write_of_the_own_thread_is_not_overlooked) {
  Traces t;
  t.write(0, "x", 1, relaxed);
  t.read(0, "x", initial, relaxed);
  EXPECT_FALSE(consistent(t));
}

// Modification order is not the order in which the events stand.
TEST(relations, two_plus_two_writes_may_cross) {
  const auto crossing = [](std::memory_order order) {
    Traces t;
    t.write(0, "x", 1, order);
    t.write(0, "y", 2, order);
    t.write(1, "y", 1, order);
    t.write(1, "x", 2, order);
    // The first write of each thread comes last.
    t.trace[0].position = 2;
    t.trace[3].position = 1;
    t.trace[1].position = 1;
    t.trace[2].position = 2;
    return t;
  };
  EXPECT_TRUE(consistent(crossing(release)));
  EXPECT_FALSE(consistent(crossing(seq_cst)));
}

TEST(relations, nothing_comes_between_the_halves_of_an_update) {
  Traces t;
  t.exchange(0, "x", initial, 1, relaxed);
  t.exchange(1, "x", initial, 1, relaxed);
  EXPECT_EQ(Relations(t.trace).inconsistency(), "atomicity: a write comes between what event 1 reads and writes");
}

TEST(relations, a_read_returns_what_was_written) {
  Traces t;
  const int x = t.write(0, "x", 1, relaxed);
  t.read(1, "x", x, relaxed);
  t.trace.back().read = 7;
  EXPECT_EQ(Relations(t.trace).inconsistency(), "event 1 reads what 0 did not write");
}

TEST(relations, an_update_continues_a_release_sequence_and_a_store_ends_it) {
  const auto handed_over = [](bool by_update) {
    Traces t;
    t.plain_write(0, "data", 1);
    const int release_store = t.write(0, "x", 1, release);
    const int middle = by_update ? t.exchange(0, "x", release_store, 2, relaxed) : t.write(0, "x", 2, relaxed);
    t.read(1, "x", middle, acquire);
    t.plain_read(1, "data", 0);
    return Relations(t.trace).race();
  };
  EXPECT_FALSE(handed_over(true));
  EXPECT_EQ(handed_over(false), (Edge{0, 4}));
}

TEST(relations, fences_synchronize_around_relaxed_accesses) {
  const auto handed_over = [](std::memory_order before, std::memory_order after) {
    Traces t;
    t.plain_write(0, "data", 1);
    t.fence(0, before);
    const int flag = t.write(0, "flag", 1, relaxed);
    t.read(1, "flag", flag, relaxed);
    t.fence(1, after);
    t.plain_read(1, "data", 0);
    return !Relations(t.trace).race();
  };
  EXPECT_TRUE(handed_over(release, acquire));
  EXPECT_FALSE(handed_over(acquire, acquire));
  EXPECT_FALSE(handed_over(release, release));
}

TEST(relations, plain_reads_do_not_race_with_each_other) {
  Traces t;
  t.plain_read(0, "data", initial);
  t.plain_read(1, "data", initial);
  EXPECT_FALSE(Relations(t.trace).race());
  t.plain_write(1, "data", 1);
  EXPECT_EQ(Relations(t.trace).race(), (Edge{0, 2}));
}

TEST(relations, the_nearest_edges_leave_out_what_follows) {
  Traces t;
  t.write(0, "x", 1, relaxed);
  const int flag = t.write(0, "flag", 1, release);
  const int seen = t.read(1, "flag", flag, acquire);
  t.read(1, "x", 0, relaxed);
  const Relations relations(t.trace);
  EXPECT_EQ(relations.nearest(), (std::vector<Edge>{{flag, seen}}));
  EXPECT_TRUE(relations.before(0, 3));
  EXPECT_FALSE(relations.before(2, 1));
}

TEST(relations, a_read_comes_before_the_write_that_it_does_not_see) {
  const Traces t = message_passing(relaxed, relaxed);
  const Relations relations(t.trace);
  EXPECT_EQ(relations.from_reads(), (std::vector<Edge>{{3, 0}}));
  EXPECT_TRUE(relations.stale(3));
  EXPECT_FALSE(relations.stale(2));
}

// What main does before and after all threads is ordered with everything.
TEST(relations, main_is_ordered_with_all_threads) {
  Traces t;
  t.plain_write(-1, "data", 1);
  t.plain_write(0, "data", 2);
  t.plain_read(-1, "data", 1);
  EXPECT_FALSE(Relations(t.trace).race());
  EXPECT_TRUE(consistent(t));
}

}  // namespace

}  // namespace turnstile::counterexample
