// One sentence for each kind of violation, from executions made by hand.
#include "models/counterexample/explain.hpp"

#include <gtest/gtest.h>

#include "models/clients/rows.hpp"
#include "models/counterexample/tests/examples.hpp"

namespace turnstile::counterexample {
namespace {

using namespace examples;  // NOLINT(google-build-using-namespace)
using enum Section;

std::string sentence(const Artifact& artifact) { return explain(artifact).sentence; }

Artifact nothing_but(Kind kind) {
  Artifact artifact;
  artifact.kind = kind;
  return artifact;
}

TEST(explain, an_overlap_by_a_stale_read) {
  const Explanation e = explain(peterson());
  EXPECT_EQ(e.sentence,
            "Both threads are in the critical section: thread 1 read interested[0] = false from the initial write "
            "although thread 0 had already stored true (stale read; line 37).");
  EXPECT_EQ(e.culprits, (std::vector{1, 11}));
}

// Both look before either stores.
Artifact test_then_set(int threads, int readers) {
  Example e("tsl", "broken_test_then_set", Kind::overlap, threads);
  e.artifact.mix.readers = readers;
  e.truth("taken");
  e.enter(threads - 1, waiting);
  e.load(threads - 1, "taken", Step::initial, acquire, 31);
  e.enter(0, waiting);
  e.load(0, "taken", Step::initial, acquire, 31);
  e.store(0, "taken", 1, relaxed, 33);
  e.enter(0, critical);
  e.store(threads - 1, "taken", 1, relaxed, 33);
  e.enter(threads - 1, critical);
  return e.done();
}

TEST(explain, an_overlap_without_a_stale_read) {
  EXPECT_EQ(
      sentence(test_then_set(2, 0)),
      "Both threads are in the critical section: thread 0 read taken = false (line 31) before thread 1 stored true "
      "(line 33); thread 1 read taken = false (line 31) before thread 0 stored true (line 33).");
  EXPECT_EQ(explain(test_then_set(2, 0)).culprits, (std::vector{3, 6, 1, 4}));
}

TEST(explain, an_overlap_of_readers_and_writers_and_of_some_of_three) {
  EXPECT_EQ(sentence(test_then_set(3, 1)).substr(0, 50), "Reader 0 and writer 2 are in the critical section:");
  EXPECT_EQ(sentence(test_then_set(3, 0)).substr(0, 51), "Thread 0 and thread 2 are in the critical section: ");
}

TEST(explain, an_overlap_by_what_the_other_had_stored) {
  Example e("peterson", "broken_own_turn", Kind::overlap, 2);
  e.enter(0, waiting);
  const int turn = e.store(0, "turn", 1, relaxed, 28);
  e.load(0, "turn", turn, relaxed, 30);
  e.enter(0, critical);
  e.enter(1, waiting);
  e.load(1, "turn", turn, relaxed, 30);
  e.enter(1, critical);
  EXPECT_EQ(
      sentence(e.done()),
      "Both threads are in the critical section: thread 0 went in after it read turn = 1 (line 30), which it had "
      "stored itself (line 28); thread 1 went in after it read turn = 1 (line 30), which thread 0 had stored (line "
      "28).");
}

TEST(explain, an_overlap_of_which_little_is_known) {
  Example e("a", "b", Kind::overlap, 2);
  e.store(0, "x", 1, relaxed, 1);
  EXPECT_EQ(sentence(e.done()), "Two threads are in the critical section at once.");
  // Without marks the accesses say where they are; how they came there stays unsaid.
  Example unmarked("a", "b", Kind::overlap, 2);
  for (const int self : {0, 1}) unmarked[unmarked.store(self, "x", 1, relaxed, 1)].section = critical;
  EXPECT_EQ(sentence(unmarked.done()), "Both threads are in the critical section.");
  EXPECT_EQ(sentence(nothing_but(Kind::overlap)), "Two threads are in the critical section at once.");
}

TEST(explain, a_stale_read_of_which_the_source_is_not_known) {
  Artifact artifact = peterson();
  artifact.variables.clear();
  EXPECT_EQ(
      sentence(artifact),
      "Both threads are in the critical section: thread 1 read interested[0] = false although thread 0 had already "
      "stored true (stale read; line 37).");
}

TEST(explain, a_race_behind_a_relaxed_store) {
  const Explanation e = explain(tsl());
  EXPECT_EQ(
      e.sentence,
      "Thread 0 writes counter (mutual_exclusion.hpp line 75) and thread 1 reads it (mutual_exclusion.hpp line 74), "
      "and neither happens before the other: thread 1 went on after it read taken = false (line 26) from thread 0's "
      "store (line 31), but that store is relaxed (the read acquire), so nothing synchronizes.");
  EXPECT_EQ(e.culprits, (std::vector{4, 6, 9, 11}));
}

TEST(explain, a_race_behind_a_relaxed_read) {
  Example e("a", "b", Kind::data_race, 2);
  e.write(0, "data", 1, 5);
  const int flag = e.store(0, "flag", 1, release, 6);
  e.load(1, "flag", flag, relaxed, 7);
  e[e.write(1, "data", 2, 8)].races = true;
  EXPECT_EQ(
      sentence(e.done()),
      "Thread 0 writes data (line 5) and thread 1 writes it (line 8), and neither happens before the other: thread 1 "
      "went on after it read flag = 1 (line 7) from thread 0's store (line 6), but the read is relaxed (that store "
      "release), so nothing synchronizes.");
  // A fence before the store takes the place of its release, but nothing acquires.
  Example f("a", "b", Kind::data_race, 2);
  f.write(0, "data", 1, 5);
  f.fence(0, release, 5);
  const int fenced = f.store(0, "flag", 1, relaxed, 6);
  f.load(1, "flag", fenced, relaxed, 7);
  f[f.write(1, "data", 2, 8)].races = true;
  EXPECT_NE(sentence(f.done()).find("but the read is relaxed (that store relaxed after a fence)"), std::string::npos)
      << sentence(f.done());
}

TEST(explain, a_race_by_way_of_a_third_thread) {
  Example e("a", "b", Kind::data_race, 3);
  e.write(0, "data", 1, 5);
  const int x = e.store(0, "x", 1, release, 6);
  e.load(1, "x", x, acquire, 7);
  const int y = e.store(1, "y", 1, relaxed, 8);
  e.load(2, "y", y, relaxed, 9);
  e[e.read(2, "data", Step::initial, 10)].races = true;
  EXPECT_EQ(
      sentence(e.done()),
      "Thread 0 writes data (line 5) and thread 2 reads it (line 10), and neither happens before the other: thread 2 "
      "went on after it read y = 1 (line 9) from thread 1's store (line 8), but both are relaxed, so nothing "
      "synchronizes.");
}

TEST(explain, a_race_of_two_that_never_met) {
  Example e("a", "b", Kind::data_race, 2);
  e.write(0, "data", 1, 5);
  e.load(1, "flag", Step::initial, acquire, 7);
  e[e.read(1, "data", Step::initial, 8)].races = true;
  EXPECT_EQ(
      sentence(e.done()),
      "Thread 0 writes data (line 5) and thread 1 reads it (line 8), and neither happens before the other: nothing "
      "that thread 1 reads before it was written by thread 0 afterwards.");
  e.artifact.variables.clear();  // and so it is not known which write it read
  EXPECT_EQ(sentence(e.artifact),
            "Thread 0 writes data (line 5) and thread 1 reads it (line 8), and neither happens before the other.");
}

TEST(explain, a_race_with_what_was_not_recorded) {
  Example e("a", "b", Kind::data_race, 2);
  e[e.read(1, "data", Step::initial, 8)].races = true;
  EXPECT_EQ(
      sentence(e.done()),
      "What thread 1 reads of data (line 8) is not ordered by happens-before with what another thread does to it.");
  e.artifact.events[0].races = false;
  EXPECT_EQ(sentence(e.artifact),
            "Two accesses to the same data are not ordered by happens-before, and one of them is a write.");
}

TEST(explain, a_lost_update) {
  Example e("a", "b", Kind::lost_update, 2);
  e.read(1, "counter", Step::initial, 74);
  e.read(0, "counter", Step::initial, 74);
  const int one = e.write(0, "counter", 1, 75);
  const int over = e.write(1, "counter", 1, 75);
  e.read(-1, "counter", over, 81);
  const Explanation lost = explain(e.done());
  EXPECT_EQ(
      lost.sentence,
      "The update of thread 0 is lost: thread 1 read counter = 0 (line 74) before thread 0 wrote 1 (line 75), and "
      "then wrote 1 over it (line 75).");
  EXPECT_EQ(lost.culprits, (std::vector{0, one, over}));
  Example none("a", "b", Kind::lost_update, 2);
  none.read(-1, "counter", Step::initial, 81);
  EXPECT_EQ(sentence(none.done()), "An update is lost: the next one did not see it.");
}

TEST(explain, an_update_that_is_lost_to_a_stale_read) {
  Example e("a", "b", Kind::lost_update, 2);
  e.load(0, "count", Step::initial, relaxed, 7);
  e.store(0, "count", 1, relaxed, 8);
  e.load(1, "count", Step::initial, relaxed, 7);
  e.store(1, "count", 1, relaxed, 8);
  EXPECT_EQ(
      sentence(e.done()),
      "The update of thread 0 is lost: thread 1 read count = 0 (line 7) although thread 0 had written 1 by then (line "
      "8), and then wrote 1 over it (line 8).");
}

TEST(explain, a_deadlock_by_modification_order) {
  const Explanation e = explain(mcs());
  EXPECT_EQ(
      e.sentence,
      "Thread 1 waits for ever: it reads locked[1] = true (line 46), and nobody will ever change that: thread 0 has "
      "finished; what thread 0 stored to it, false (line 61), comes before thread 1's own store of true (line 37) in "
      "modification order.");
  EXPECT_EQ(e.culprits, (std::vector{16, 10, 13}));
}

Artifact both_wait() {
  Example e("peterson", "broken_polite_retreat", Kind::deadlock, 2);
  e.truth("interested[0]");
  e.truth("interested[1]");
  const int zero = e.store(0, "interested[0]", 1, relaxed, 30);
  const int one = e.store(1, "interested[1]", 1, relaxed, 30);
  for (const int look : {e.load(0, "interested[1]", one, relaxed, 34), e.load(0, "turn", Step::initial, relaxed, 34),
                         e.load(1, "interested[0]", zero, relaxed, 34)}) {
    e[look].waits = e[look].blocked = true;
  }
  return e.done();
}

TEST(explain, a_deadlock_of_all) {
  EXPECT_EQ(
      sentence(both_wait()),
      "Thread 0 waits for ever: it reads interested[1] = true and turn = 0 (line 34); thread 1 waits for ever: it "
      "reads interested[0] = true (line 34), and so neither of them will ever change that.");
  Artifact unknown = both_wait();
  for (Step& step : unknown.events) step.blocked = false;
  EXPECT_EQ(sentence(unknown),
            "All threads that have not finished wait, and nobody is left who would change what they wait for.");
}

TEST(explain, a_remainder_that_blocks) {
  Example e("turn", "correct", Kind::remainder_blocks, 2);
  e.artifact.mix.rounds = {0, 1};
  e.enter(1, waiting);
  const int look = e.load(1, "turn", Step::initial, acquire, 20);
  e[look].waits = e[look].blocked = true;
  EXPECT_EQ(
      sentence(e.done()),
      "Thread 1 waits for ever: it reads turn = 0 (line 20), and nobody will ever change that: thread 0 stays in its "
      "remainder section.");
}

TEST(explain, a_hang_whose_others_may_go_on_claims_nothing_of_them) {
  Example e("a", "b", Kind::deadlock, 2);
  e.enter(0, critical);
  e.enter(1, waiting);
  const int look = e.load(1, "x", Step::initial, acquire, 20);
  e[look].blocked = true;
  EXPECT_EQ(sentence(e.done()), "Thread 1 waits for ever: it reads x = 0 (line 20).");
  e.artifact.client = &clients::lock_freedom;
  EXPECT_EQ(
      sentence(e.artifact),
      "Thread 1 waits for another: it reads x = 0 (line 20). In what is lock-free nobody waits, whatever the others "
      "do.");
}

TEST(explain, a_livelock) {
  Example e("peterson", "broken_polite_retreat", Kind::livelock, 2);
  e.truth("interested[0]");
  e.truth("interested[1]");
  e.store(0, "interested[0]", 1, relaxed, 29);
  for (int round = 0; round < 2; ++round) {
    for (const int self : {0, 1}) {
      const std::string mine = self == 0 ? "interested[0]" : "interested[1]";
      e.store(self, mine, 0, relaxed, 41);
      e.store(self, mine, 1, relaxed, 29);
    }
  }
  EXPECT_EQ(sentence(e.done()),
            "The threads go on changing shared memory, but nobody enters the critical section any more.");
  e.artifact.cycle = 1;
  EXPECT_EQ(
      sentence(e.artifact),
      "From step 2 on it goes round for ever, and nobody enters the critical section: thread 0 repeats interested[0] "
      ":= false (line 41) and interested[0] := true (line 29), thread 1 repeats interested[1] := false (line 41) and "
      "interested[1] := true (line 29).");
}

TEST(explain, who_overtook_whom_how_often) {
  EXPECT_EQ(sentence(bypass(3)), "Thread 1 waited from line 26 on while thread 0 entered 3 times; claim: at most 2.");
  Artifact grows = bypass(2);
  grows.claim.reset();
  EXPECT_EQ(sentence(grows), "Thread 1 waited from line 26 on while thread 0 entered twice; it grows with the rounds.");
}

TEST(explain, overtaking_that_only_the_graph_shows) {
  // The waiter's doorway stands last, but nothing tells it of the others' entries.
  Example e("a", "b", Kind::bypass, 2);
  e.artifact.claim = {.at_most = 0, .of_class = "thread"};
  e.enter(0, waiting);
  e.enter(0, critical);
  e.store(0, "x", 1, relaxed, 5);
  e.enter(0, remainder);
  e.enter(1, waiting);
  const int look = e.load(1, "x", 2, relaxed, 7);
  e.enter(1, critical);
  EXPECT_EQ(
      sentence(e.done()),
      "Thread 1 was overtaken once: thread 0 entered once, and nothing tells that this was before it began to wait; "
      "claim: at most 0.");
  // Had it read before it began to wait what the other stored, it would not have been overtaken.
  std::swap(e[look], e[look - 1]);
  EXPECT_EQ(sentence(e.artifact), "A waiting thread is overtaken too often; claim: at most 0.");
}

TEST(explain, readers_do_not_overtake_readers) {
  Artifact readers = bypass(3);
  readers.mix.readers = 2;
  EXPECT_EQ(sentence(readers), "A waiting thread is overtaken too often; claim: at most 2.");
}

TEST(explain, readers_that_do_not_share) {
  Example e("rwlock", "broken_exclusive_readers", Kind::readers_excluded, 2);
  e.artifact.mix.readers = 2;
  e.enter(0, waiting);
  e.enter(0, critical);
  e[e.load(0, "met", Step::initial, relaxed, 103)].blocked = true;
  e.enter(1, waiting);
  e[e.load(1, "left", Step::initial, acquire, 26)].blocked = true;
  EXPECT_EQ(
      sentence(e.done()),
      "Reader 1 waits outside: it reads left = 0 (line 26), while reader 0 is inside and waits for it to come in: "
      "readers do not share.");
  for (Step& step : e.artifact.events) step.blocked = false;
  EXPECT_EQ(sentence(e.artifact), "A reader waits outside for one that is inside: readers do not share.");
}

TEST(explain, a_node_that_is_popped_twice) {
  const Explanation e = explain(stack());
  EXPECT_EQ(
      e.sentence,
      "Node 1 was popped twice, by thread 1 and by thread 0, and pushed by nobody: thread 0's compare-exchange of "
      "head (line 49) succeeded although it had changed, and changed back to 0, since it was read (line 42).");
  EXPECT_EQ(e.culprits, (std::vector{2, 13, 15, 11, 20}));
}

TEST(explain, calls_that_no_order_explains) {
  Example e("cas", "broken_blind_counter", Kind::not_linearizable, 2);
  for (const int self : {0, 1}) {
    e.says(self, "calls increment()");
    e.store(self, "count", 1, relaxed, 5);
    e.says(self, "increment() is 0");
  }
  EXPECT_EQ(
      sentence(e.done()),
      "No order of the calls, one after the other, gives what they returned and left: thread 0: increment() is 0; "
      "thread 1: increment() is 0.");
  std::erase_if(e.artifact.events, [](const Step& step) { return step.operation == Operation::mark; });
  EXPECT_EQ(sentence(e.artifact),
            "No order of the calls, one after the other, gives the results that they returned, and what they left.");
}

TEST(explain, calls_with_what_they_were_given) {
  Artifact pushed = stack();
  pushed.events[16].text = "pop() is 3";  // the first pop of thread 0
  pushed.events[20].text = "pop() is 2";
  EXPECT_EQ(
      sentence(pushed),
      "No order of the calls, one after the other, gives what they returned and left: thread 0: pop() is 3, pop() is "
      "2; thread 1: pop() is 0, pop() is 1, push(0). Thread 0's compare-exchange of head (line 49) succeeded "
      "although it had changed, and changed back to 0, since it was read (line 42).");
}

TEST(explain, a_use_after_free_by_both_places) {
  const Explanation stored = explain(use_after_free(Operation::store));
  EXPECT_EQ(stored.sentence, "Thread 1 writes age (line 12) after thread 0 had destroyed it (line 20).");
  EXPECT_EQ(stored.culprits, (std::vector{1, 2}));
  EXPECT_EQ(sentence(use_after_free(Operation::notify)),
            "Thread 1 notifies age (line 12) after thread 0 had destroyed it (line 20).");
  Artifact twice = use_after_free(Operation::destroy);
  EXPECT_EQ(sentence(twice), "Thread 1 destroys age (line 12) after thread 0 had destroyed it (line 20).");
  twice.events[1].thread = 1;
  EXPECT_EQ(sentence(twice), "Thread 1 destroys age (line 12) after the same thread had destroyed it (line 20).");
}

TEST(explain, a_destruction_that_a_use_is_not_ordered_with) {
  Example e("own", "", Kind::use_after_free, 2);
  e.store(1, "x", 3, relaxed, 5);
  e.life(0, Operation::destroy, "x", 20);
  const Explanation explanation = explain(e.done());
  EXPECT_EQ(
      explanation.sentence,
      "Thread 0 destroys x (line 20) while thread 1 may still use it (line 5): neither happens before the other.");
  EXPECT_EQ(explanation.culprits, (std::vector{0, 1}));
}

TEST(explain, a_leak_by_who_made_it) {
  Example e("own", "", Kind::leak, 1);
  e.life(0, Operation::construct, "*node", 7);
  e.store(0, "x", 3, relaxed, 8);
  const Explanation explanation = explain(e.done());
  EXPECT_EQ(explanation.sentence, "*node was made at lock.hpp:7 and never destroyed.");
  EXPECT_EQ(explanation.culprits, (std::vector{0}));
}

TEST(explain, what_only_the_client_knows) {
  const std::pair<Kind, std::string> sentences[] = {
      {Kind::use_after_free, "Memory is used after it was given back, or given back twice"},
      {Kind::leak, "An object is made, and never destroyed"},
      {Kind::inheritance, "A task waits for one whose effective priority is less than its own"},
      {Kind::restoration, "A task keeps a priority that nobody lends it any more"},
      {Kind::inversion, "A task waits for less urgent ones longer than the protocol allows"},
      {Kind::assertion, "What the program itself requires is not so"},
      {Kind::crash, "The program crashes"}};
  for (const auto& [kind, text] : sentences) {
    Example e("a", "b", kind, 2);
    e.store(1, "x", 3, relaxed, 5);
    EXPECT_EQ(sentence(e.done()), text + " (seen after thread 1: x := 3, line 5).");
    EXPECT_EQ(sentence(nothing_but(kind)), text + ".");
  }
}

TEST(explain, names_stay_text) {
  Example e("a", "b", Kind::assertion, 1);
  e.store(0, "x\x1b[31m\n", 1, relaxed, 5);
  EXPECT_NE(sentence(e.done()).find("x\\x1b[31m\\x0a := 1"), std::string::npos);
}

}  // namespace
}  // namespace turnstile::counterexample
