// The text view, on executions made by hand.
#include "models/counterexample/show_text.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/counterexample/columns.hpp"
#include "models/counterexample/explain.hpp"
#include "models/counterexample/folding.hpp"
#include "models/counterexample/layout.hpp"
#include "models/counterexample/tests/examples.hpp"
#include "models/counterexample/wording.hpp"

namespace turnstile::counterexample {
namespace {

using namespace examples;  // NOLINT(google-build-using-namespace)
using ::testing::HasSubstr;
using ::testing::Not;
using enum Section;

Artifact explained(Artifact artifact) {
  const Explanation e = explain(artifact);
  artifact.sentence = e.sentence;
  artifact.culprits = e.culprits;
  return artifact;
}

std::string shown(const Artifact& artifact, const TextStyle& style = {}) { return text(explained(artifact), style); }

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::size_t widest(const std::string& text) {
  std::size_t most = 0;
  for (const std::string& line : lines_of(text)) most = std::max(most, width(line));
  return most;
}

TEST(show_text, shows_two_that_are_inside_at_once) {
  EXPECT_EQ(shown(peterson(), {.file = "a.json"}),
            R"(peterson/broken_acq_rel  mutual_exclusion  violated: overlap
Both threads are in the critical section: thread 1 read interested[0] = false from the initial write
although thread 0 had already stored true (stale read; line 37).

 step  line    thread 0                                   thread 1
▶   2    28    interested[0] := true
    3    30    turn := 1
    5    37    interested[1] is false
    6        ┏ enters the critical section
    7        ┃ inside is 0, := 1
             ┃──────────────────────────────────────────── thread 1 ───────────────────────────────
    9    28  ┃                                            interested[1] := true
   10    30  ┃                                            turn := 0
▶  12    37  ┃                                            interested[0] is false
             ┃                                            ↳ stale: the initial value; true since
             ┃                                            step 2
   13        ┃                                          ┏ enters the critical section
   14        ┃                                          ┃ inside is 1, := 2

2 threads x 1 round, 8 events, 1 context switch; RC11; replay with: turnstile replay a.json
)");
}

TEST(show_text, shows_who_waits_for_ever) {
  EXPECT_EQ(shown(mcs()), R"(mcs/broken_relaxed_link  progress  violated: deadlock
Thread 1 waits for ever: it reads locked[1] = true (line 46), and nobody will ever change that:
thread 0 has finished; what thread 0 stored to it, false (line 61), comes before thread 1's own
store of true (line 37) in modification order.

 step  line    thread 0                                   thread 1
    2    31    next[0] := -1
    3    34    tail is -1, := 0
    5        ┏ enters the critical section
    6        ┗ leaves the critical section
    7    52    next[0] is -1
             ───────────────────────────────────────────── thread 1 ───────────────────────────────
    9    31                                               next[1] := -1
   10    34                                               tail is 0, := 1
▶  11    37                                               locked[1] := true
   12    39                                               next[0] := 1
▶  14    46                                               locked[1] is true
                                                          ∞ waits for ever
             ── thread 0 ──────────────────────────────────────────────────────────────────────────
   15    57    tail is 1, not exchanged
   16    58    next[0] is 1
▶  17    61    locked[1] := false
               ↳ takes its place before step 11 in
               modification order

2 threads x 1 round, 11 events, 2 context switches; RC11
)");
}

TEST(show_text, shows_orders_and_sources_and_places_as_details) {
  Artifact artifact = tsl();
  artifact.sources = {
      {.file = "models/clients/mutual_exclusion.hpp", .text = std::string(73, '\n') + "  count = read();\n"}};
  const std::string text = shown(artifact, {.details = true});
  EXPECT_THAT(text, HasSubstr("(acquire, from step 7)"));
  EXPECT_THAT(text, HasSubstr("  broken_relaxed_release.hpp:31\n"));
  EXPECT_THAT(text, HasSubstr("\nmutual_exclusion.hpp:74: count = read();\n"));
  EXPECT_THAT(text, HasSubstr("reads counter: a race"));
  EXPECT_THAT(text, Not(HasSubstr("stale"))) << "an access that was not performed read nothing";
  EXPECT_THAT(text, HasSubstr("remainder"));
  EXPECT_THAT(shown(artifact), Not(HasSubstr("remainder")));
}

TEST(show_text, fits_the_page) {
  for (const Artifact& artifact : {peterson(), mcs(), tsl(), bypass(3), stack()}) {
    EXPECT_LE(widest(shown(artifact)), width_of_page);
    EXPECT_LE(widest(shown(artifact, {.details = true})), width_of_page);
  }
  Artifact four = peterson();
  four.mix = Mix::all(4, 1);
  EXPECT_LE(widest(shown(four)), width_of_page);
}

TEST(show_text, has_colours_only_if_asked) {
  EXPECT_THAT(shown(peterson()), Not(HasSubstr("\x1b")));
  EXPECT_THAT(shown(peterson(), {.colour = true}), HasSubstr("\x1b[1;31minterested[0] is false\x1b[0m"));
}

TEST(show_text, says_where_an_older_value_came_from) {
  Example e("a", "b", Kind::assertion, 2);
  const int one = e.store(0, "x", 1, relaxed, 5);
  e.store(0, "x", 2, relaxed, 6);
  e.load(1, "x", one, relaxed, 7);
  EXPECT_THAT(shown(e.done()), HasSubstr("x is 1\n")) << shown(e.artifact);
  EXPECT_THAT(shown(e.artifact), HasSubstr("↳ stale: the value of step 1; 2 since")) << shown(e.artifact);
  e.artifact.events[2].reads_from = Step::initial;  // but the initial value is another one
  EXPECT_THAT(shown(e.artifact), HasSubstr("↳ stale: an older value; 2 since step 2"));
}

Artifact waiting_rounds(int rounds) {
  Example e("a", "b", Kind::deadlock, 1);
  for (int i = 0; i < rounds; ++i) {
    for (const char* variable : {"x", "y"}) e[e.load(0, variable, Step::initial, relaxed, 5)].waits = true;
  }
  return e.done();
}

TEST(show_text, shows_a_round_of_waiting_once) {
  const std::string text = shown(waiting_rounds(9));
  EXPECT_THAT(text, HasSubstr("    2     5    y is 0\n               ↑ these 2 steps × 9\n\n")) << text;
  EXPECT_EQ(folded(waiting_rounds(9).events).size(), 2U);
  EXPECT_EQ(folded(waiting_rounds(1).events).size(), 2U);
  Artifact changed = waiting_rounds(2);
  changed.events[3].read = 1;
  EXPECT_EQ(folded(changed.events).size(), 4U) << "these are two rounds";
}

TEST(show_text, shows_how_often_a_round_was_counted) {
  Artifact one = waiting_rounds(1);
  one.events[0].times = 9;
  const std::vector<Shown> both = folded(one.events);
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[1].times, 9);
  EXPECT_EQ(both[1].steps, 2);
  Artifact single = waiting_rounds(1);
  single.events.pop_back();
  single.events[0].times = 9;
  EXPECT_THAT(shown(single), HasSubstr("x is 0  × 9\n"));
  // The round that follows is another one.
  Artifact then_another = waiting_rounds(2);
  then_another.events[0].times = 9;
  then_another.events[3].read = 1;
  EXPECT_EQ(folded(then_another.events)[1].times, 9);
  EXPECT_EQ(folded(then_another.events).back().times, 1);
}

TEST(show_text, counts_what_its_engine_calls_repeated) {
  Artifact artifact = waiting_rounds(4);
  for (std::size_t i = 2; i < 8; ++i) artifact.events[i].repeated = true;
  const std::vector<Shown> both = folded(artifact.events);
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].times, 1);
  EXPECT_EQ(both[1].steps, 2);
  EXPECT_EQ(both[1].times, 4);
  // Also where another thread goes on in between.
  artifact.events[2].thread = artifact.events[3].thread = 1;
  artifact.events[2].repeated = artifact.events[3].repeated = false;
  EXPECT_EQ(folded(artifact.events)[1].times, 3);
  // What is called repeated though there is no round before it is not counted.
  artifact = waiting_rounds(1);
  artifact.events[0].waits = false;
  artifact.events[1].repeated = true;
  ASSERT_EQ(folded(artifact.events).size(), 1U);
  EXPECT_EQ(folded(artifact.events)[0].times, 1);
}

TEST(show_text, marks_what_goes_round) {
  Example e("a", "b", Kind::livelock, 2);
  e.store(0, "x", 0, relaxed, 4);
  e.store(0, "x", 1, relaxed, 5);
  e.artifact.cycle = 1;
  const std::string text = shown(e.done());
  EXPECT_THAT(text, HasSubstr("x := 0\n             ── from here on it goes round for ever ─"));
  EXPECT_THAT(text, HasSubstr("x := 1\n             ── and so on, from step 2 ─"));
}

TEST(show_text, shows_main_across_the_columns) {
  const std::string text = shown(stack());
  EXPECT_THAT(text, HasSubstr("── main ──"));
  EXPECT_THAT(text, Not(HasSubstr("critical"))) << "a data structure has no critical sections";
}

TEST(show_text, shows_main_where_there_is_nobody_else) {
  Example e("", "", Kind::assertion, 0);
  e.store(-1, "x", 13, relaxed, 5);
  const std::string text = shown(e.done());
  EXPECT_THAT(text, HasSubstr("── main ──\n"));
  EXPECT_THAT(text, HasSubstr("▶   1     5    x := 13\n")) << text;
}

TEST(show_text, names_readers_writers_and_rounds_that_differ) {
  Artifact artifact = peterson();
  artifact.mix = {.threads = 3, .rounds = {1, 1, 2}, .readers = 1};
  EXPECT_THAT(shown(artifact), HasSubstr("reader 0"));
  EXPECT_THAT(shown(artifact), HasSubstr("writer 2\n"));
  EXPECT_THAT(shown(artifact), HasSubstr("3 threads (1R2W) x 1,1,2 rounds, 8 events"));
}

TEST(show_text, leaves_out_the_middle_of_what_nobody_reads) {
  Example e("a", "b", Kind::assertion, 2);
  for (int i = 0; i < 1000; ++i) e.store(0, "x", i, relaxed, 5);
  const std::string text = shown(e.done());
  EXPECT_LT(lines_of(text).size(), 180U);
  EXPECT_THAT(text, HasSubstr("      ... 841 rows are left out ...\n"));
  EXPECT_THAT(text, HasSubstr("x := 0\n"));
  EXPECT_THAT(text, HasSubstr("x := 999\n"));
}

TEST(show_text, commands_no_terminal) {
  Example e("a\x1b[2J", "b", Kind::assertion, 1);
  e.in("some/\x1b]0;where\x07.hpp");
  e.store(0, "x\x1b[31m\r\n\xC2\x9B" + std::string(200, 'y'), 1, relaxed, 5);
  e.says(0, "calls \x1b");
  Artifact artifact = e.done();
  artifact.model = "m\x1b";
  artifact.sources = {{.file = artifact.events[0].file, .text = "\n\n\n\n\x1b code\n"}};
  for (const bool details : {false, true}) {
    const std::string text = shown(artifact, {.details = details});
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, Not(HasSubstr("\r")));
    EXPECT_THAT(text, Not(HasSubstr("\xC2\x9B")));
    EXPECT_LE(widest(text), width_of_page);
  }
}

TEST(show_text, shows_when_which_task_ran) {
  Artifact artifact;
  artifact.algorithm = "tsl";
  artifact.property = Property::progress;
  artifact.kind = Kind::livelock;
  artifact.engine = Engine::uniprocessor;
  artifact.sentence = "H looks again and again, for ever.";
  artifact.schedule = {
      .locks = 1,
      .tasks = {{.name = "L", .priority = 1, .arrival = 0, .script = "lock a, run 3, unlock a", .ticks = "=#++"},
                {.name = "H\x1b", .priority = 2, .arrival = 2, .script = "lock a", .ticks = "..=="}}};
  EXPECT_EQ(text(artifact, {.file = "a.json"}),
            "tsl  progress  violated: livelock\n"
            "H looks again and again, for ever.\n"
            "\n"
            "L: priority 1, arrives at 0: lock a, run 3, unlock a\n"
            "H\\x1b: priority 2, arrives at 2: lock a\n"
            "\n"
            "tick   0\n"
            "H\\x1b  ..==\n"
            "L      =#++\n"
            "= runs   # runs, holds a lock   ^ the same, boosted   ! boosted, holds none\n"
            "- ready   + ready, holds a lock   w waits for a lock   . not here yet\n"
            "\n"
            "2 tasks; uniprocessor; replay with: turnstile replay a.json\n");
}

TEST(show_text, says_of_a_step_what_was_read_and_written) {
  Step step = {.thread = 0, .operation = Operation::load, .variable = "turn", .read = 1, .newest = 1};
  EXPECT_EQ(phrase(step), "turn is 1");
  step = {.thread = 0, .operation = Operation::store, .variable = "interested[0]", .truth = true, .written = 1};
  EXPECT_EQ(phrase(step), "interested[0] := true");
  step = {.thread = 0, .operation = Operation::exchange, .variable = "x", .read = 1, .written = 2, .newest = 1};
  EXPECT_EQ(phrase(step), "x is 1, := 2");
}

// What the property tests print of an execution, whatever came of it.
TEST(show_text, shows_events_alone_in_a_column_for_each_thread_and_leaves_out_repetitions) {
  Trace trace = {{.thread = 0,
                  .operation = Operation::load,
                  .variable = "x",
                  .newest = 2,
                  .file = "some/where/lock.hpp",
                  .line = 7},
                 {.thread = 1, .operation = Operation::store, .variable = "y", .file = "lock.hpp", .line = 8}};
  trace.push_back(trace[0]);
  trace.back().repeated = true;
  const std::string text = columns(trace, 2);
  EXPECT_THAT(text, HasSubstr("lock.hpp:7"));
  EXPECT_THAT(text, HasSubstr("↳ stale: an older value; 2 by now"));
  EXPECT_THAT(text, Not(HasSubstr("some/where")));
  EXPECT_EQ(text.find("x is 0"), text.rfind("x is 0"));
  EXPECT_LT(text.find("thread 0"), text.find("thread 1"));
}

TEST(show_text, shows_events_of_main_across_the_columns) {
  const Trace trace = {{.thread = -1, .operation = Operation::store, .variable = "x", .file = "a.hpp"}};
  const std::string text = columns(trace, 2);
  EXPECT_LT(text.find("thread 1"), text.find("── main ──"));
  EXPECT_LT(text.find("── main ──"), text.find("x := 0"));
}

TEST(show_text, has_little_to_say_of_nothing) {
  Artifact artifact;
  EXPECT_EQ(shown(artifact).substr(0, 16), "Violated: none.\n") << "no name, no title";
  artifact.culprits = {-5, 7};  // no such events
  EXPECT_NO_THROW(text(artifact, {.colour = true, .details = true}));
}

TEST(layout, breaks_lines_at_spaces_and_where_there_are_none_anywhere) {
  EXPECT_EQ(wrapped("one two three", 8), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("abcdef", 4), (std::vector<std::string>{"abcd", "ef"}));
  EXPECT_EQ(wrapped("××××××", 4), (std::vector<std::string>{"××××", "××"}));
  EXPECT_EQ(wrapped("", 4), (std::vector<std::string>{""}));
  EXPECT_EQ(padded("×", 3), "×  ");
}

}  // namespace
}  // namespace turnstile::counterexample
