// The observer, told by hand what threads do: when do they wait, and what kind of hang is it?
#include "models/engines/observation/observer.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace turnstile {
namespace {

// A program whose further rounds write one variable.
class Scripted final : public Program {
 public:
  void thread(int) override {}
  void another_round(int self) override { further_round(self); }
  void describe(Names& names) const override {
    names("x", x);
    names("pair", pair);
  }

  int x = 0;
  int pair[2] = {};
  std::function<void(int)> further_round = [](int) {};
};

class ObserverTest : public ::testing::Test {
 protected:
  void begin(const Mix& mix, bool record = false) { observer_.execution_begins(program_, mix, record); }

  Event load(const int& variable, std::int64_t value, std::int64_t newest) const {
    return {.operation = Operation::load, .variable = &variable, .read = value, .written = value, .newest = newest};
  }
  Event store(const int& variable, std::int64_t before, std::int64_t value) const {
    return {.operation = Operation::store, .variable = &variable, .read = before, .written = value, .newest = before};
  }
  void failed_look(int thread, const Event& event) {
    observer_.round_begins(thread);
    EXPECT_TRUE(observer_.note(thread, event));
    observer_.round_failed(thread);
  }
  // Writes `variable` as the platform does in a supposed round.
  void suppose_write(int& variable, int value) {
    observer_.suppose_write(&variable, variable, value != variable, [](void* where, std::int64_t before) {
      *static_cast<int*>(where) = static_cast<int>(before);
    });
    variable = value;
  }

  Scripted program_;
  Observer observer_{{.at_hang = AtHang::violated, .step_limit = 100}};
};

TEST_F(ObserverTest, two_equal_failed_rounds_are_waiting) {
  begin(Mix::all(2, 1));
  failed_look(0, load(program_.x, 0, 0));
  EXPECT_FALSE(observer_.waits(0));
  EXPECT_TRUE(observer_.should_look_again(0));
  failed_look(0, load(program_.x, 0, 0));
  EXPECT_TRUE(observer_.waits(0));
  EXPECT_FALSE(observer_.nobody_can_go_on());
  observer_.thread_ends(1);
  EXPECT_TRUE(observer_.nobody_can_go_on());
}

TEST_F(ObserverTest, a_change_by_anybody_ends_the_waiting) {
  begin(Mix::all(2, 1));
  failed_look(0, load(program_.x, 0, 0));
  failed_look(0, load(program_.x, 0, 0));
  ASSERT_TRUE(observer_.waits(0));
  EXPECT_TRUE(observer_.note(1, store(program_.pair[0], 0, 1)));
  EXPECT_FALSE(observer_.waits(0));
}

TEST_F(ObserverTest, a_store_of_the_same_value_is_no_change) {
  begin(Mix::all(2, 1));
  failed_look(0, load(program_.x, 0, 0));
  EXPECT_TRUE(observer_.note(1, store(program_.pair[0], 0, 0)));
  failed_look(0, load(program_.x, 0, 0));
  EXPECT_TRUE(observer_.waits(0));
}

TEST_F(ObserverTest, rounds_that_differ_are_a_loop_and_no_waiting) {
  begin(Mix::all(2, 1));
  failed_look(0, load(program_.x, 0, 0));
  failed_look(0, load(program_.pair[0], 0, 0));
  EXPECT_FALSE(observer_.waits(0));
}

TEST_F(ObserverTest, a_round_with_a_stale_read_is_no_waiting) {
  begin(Mix::all(2, 1));
  failed_look(0, load(program_.x, 0, 1));
  failed_look(0, load(program_.x, 0, 1));
  EXPECT_FALSE(observer_.waits(0));
}

TEST_F(ObserverTest, a_round_that_writes_is_no_waiting) {
  begin(Mix::all(2, 1));
  for (int i = 0; i < 4; ++i) failed_look(0, store(program_.x, i % 2, 1 - i % 2));
  EXPECT_FALSE(observer_.waits(0));
}

TEST_F(ObserverTest, a_hang_of_equals_is_a_deadlock) {
  program_.further_round = [&](int) { suppose_write(program_.x, 1); };
  begin(Mix::all(2, 2));
  observer_.thread_ends(0);
  failed_look(1, load(program_.x, 0, 0));
  failed_look(1, load(program_.x, 0, 0));
  EXPECT_EQ(observer_.kind_of_hang(), Kind::deadlock);
}

TEST_F(ObserverTest, a_hang_that_a_further_round_would_end_is_the_remainders_fault) {
  program_.further_round = [&](int) { suppose_write(program_.x, 1); };
  begin(Mix{.threads = 2, .rounds = {1, 2}});
  observer_.thread_ends(0);
  failed_look(1, load(program_.x, 0, 0));
  failed_look(1, load(program_.x, 0, 0));
  EXPECT_EQ(observer_.kind_of_hang(), Kind::remainder_blocks);
  EXPECT_EQ(program_.x, 0) << "what was only supposed must be taken back";
  EXPECT_FALSE(observer_.supposing());
}

TEST_F(ObserverTest, a_further_round_that_changes_nothing_awaited_is_a_deadlock) {
  program_.further_round = [&](int) {
    suppose_write(program_.x, 0);        // the same value
    suppose_write(program_.pair[0], 1);  // not looked at
    throw Abandoned{};                   // and then it has to wait itself
  };
  begin(Mix{.threads = 2, .rounds = {0, 2}});
  failed_look(1, load(program_.x, 0, 0));
  failed_look(1, load(program_.x, 0, 0));
  EXPECT_EQ(observer_.kind_of_hang(), Kind::deadlock);
  EXPECT_EQ(program_.pair[0], 0);
}

TEST_F(ObserverTest, the_step_limit_is_told_once_and_counted) {
  begin(Mix::all(2, 1));
  int refused = 0;
  for (int i = 0; i < 150; ++i) refused += observer_.note(0, load(program_.x, 0, 0)) ? 0 : 1;
  EXPECT_EQ(refused, 1);
  observer_.abandon();
  observer_.abandon();
  EXPECT_TRUE(observer_.abandoned());
  EXPECT_EQ(observer_.tally().blocked, 1U);
  EXPECT_EQ(observer_.tally().cut, 1U);
  EXPECT_EQ(observer_.tally().steps, 150U);
}

TEST_F(ObserverTest, an_endless_run_is_a_livelock_unless_somebody_entered_lately) {
  begin(Mix::all(2, 1));
  for (int i = 0; i < 100; ++i) static_cast<void>(observer_.note(0, load(program_.x, 0, 0)));
  EXPECT_EQ(observer_.kind_of_endless_run(), Kind::livelock);
  observer_.enter(0, Section::critical);
  EXPECT_EQ(observer_.kind_of_endless_run(), std::nullopt);
}

TEST_F(ObserverTest, overtaking_is_measured_and_claims_are_refuted) {
  EXPECT_TRUE(observer_.overtaken(3));
  EXPECT_EQ(observer_.tally().overtaken, 3);
  Observer claiming({.claimed_bypass = 1});
  EXPECT_TRUE(claiming.overtaken(1));
  EXPECT_FALSE(claiming.overtaken(2));
}

TEST_F(ObserverTest, a_trace_has_names_and_marks_what_repeats) {
  begin(Mix::all(2, 1), true);
  observer_.enter(0, Section::waiting);
  failed_look(0, load(program_.pair[1], 4, 5));
  failed_look(0, load(program_.pair[1], 4, 5));
  const Trace trace = observer_.trace(Kind::none);
  ASSERT_EQ(trace.size(), 3U);
  EXPECT_EQ(trace[1].variable, "pair[1]");
  EXPECT_EQ(trace[1].section, Section::waiting);
  EXPECT_TRUE(trace[1].stale());
  EXPECT_FALSE(trace[1].repeated);
  EXPECT_TRUE(trace[1].waits);
  EXPECT_TRUE(trace[2].repeated);
  EXPECT_EQ(observer_.tally().executions, 0U) << "the recorded execution repeats one that was counted";
}

TEST_F(ObserverTest, a_thread_that_enters_a_section_calls_or_returns_leaves_a_mark) {
  begin(Mix::all(2, 1), true);
  observer_.enter(1, Section::waiting);
  observer_.enter(1, Section::waiting);
  observer_.mark(1, {.call = "push", .value = 3});
  observer_.mark(1, {.call = "push", .returned = true});
  observer_.mark(1, {.call = "pop", .returned = true, .value = 3});
  observer_.mark(1, {.call = "pop", .returned = true, .value = -1});
  const Trace trace = observer_.trace();
  ASSERT_EQ(trace.size(), 5U) << "to enter where one is already is none";
  for (const Step& step : trace) {
    EXPECT_EQ(step.operation, Operation::mark);
    EXPECT_EQ(step.thread, 1);
    EXPECT_EQ(step.section, Section::waiting);
  }
  EXPECT_EQ(trace[0].text, "");
  EXPECT_EQ(trace[1].text, "calls push(3)");
  EXPECT_EQ(trace[2].text, "push() is done");
  EXPECT_EQ(trace[3].text, "pop() is 3");
  EXPECT_EQ(trace[4].text, "pop() finds nothing");
}

TEST_F(ObserverTest, what_a_client_has_found_wrong_is_told_in_its_words) {
  begin(Mix::all(2, 1), true);
  EXPECT_TRUE(observer_.note(1, load(program_.x, 0, 0)));
  observer_.mark(1, {.found = "task # keeps priority #", .numbers = {1, 3}});
  EXPECT_EQ(observer_.trace().back().text, "task 1 keeps priority 3");
}

TEST_F(ObserverTest, a_trace_says_which_write_was_read) {
  begin(Mix::all(2, 1), true);
  observer_.main_runs(true);
  EXPECT_TRUE(observer_.note(0, store(program_.x, 0, 1)));
  observer_.main_runs(false);
  EXPECT_TRUE(observer_.note(0, store(program_.x, 1, 2)));
  EXPECT_TRUE(observer_.note(1, load(program_.x, 2, 2)));
  EXPECT_TRUE(observer_.note(1, load(program_.x, 1, 2)));
  EXPECT_TRUE(observer_.note(1, load(program_.pair[0], 0, 0)));
  const Trace trace = observer_.trace();
  ASSERT_EQ(trace.size(), 5U);
  EXPECT_EQ(trace[0].thread, -1);
  EXPECT_EQ(trace[0].position, 1);
  EXPECT_EQ(trace[1].thread, 0);
  EXPECT_EQ(trace[1].position, 2);
  EXPECT_EQ(trace[2].reads_from, 1);
  EXPECT_EQ(trace[3].reads_from, 0);
  EXPECT_EQ(trace[4].reads_from, Step::initial);
}

TEST_F(ObserverTest, at_a_hang_the_last_looks_are_blocked) {
  begin(Mix::all(2, 1), true);
  failed_look(0, load(program_.x, 0, 0));
  EXPECT_TRUE(observer_.note(1, store(program_.x, 0, 1)));
  observer_.thread_ends(1);
  failed_look(0, load(program_.x, 1, 1));
  failed_look(0, load(program_.x, 1, 1));
  ASSERT_TRUE(observer_.nobody_can_go_on());
  const Trace trace = observer_.trace(Kind::deadlock);
  ASSERT_EQ(trace.size(), 4U);
  EXPECT_TRUE(trace[0].waits);
  EXPECT_FALSE(trace[0].blocked);
  EXPECT_FALSE(trace[1].waits);
  EXPECT_FALSE(trace[2].blocked);
  EXPECT_TRUE(trace[3].blocked);
  EXPECT_FALSE(observer_.trace(Kind::overlap)[3].blocked) << "nobody asked for a hang";
}

TEST_F(ObserverTest, a_race_ends_in_the_middle_of_an_access_and_the_trace_shows_it) {
  begin(Mix::all(2, 1), true);
  Event write = store(program_.x, 0, 1);
  write.operation = Operation::write;
  observer_.about_to(0, write);
  EXPECT_TRUE(observer_.note(0, write));
  EXPECT_EQ(observer_.trace(Kind::data_race).size(), 1U) << "that one was performed";
  observer_.about_to(1, write);
  EXPECT_EQ(observer_.trace(Kind::overlap).size(), 1U);
  const Trace trace = observer_.trace(Kind::data_race);
  ASSERT_EQ(trace.size(), 2U);
  EXPECT_TRUE(trace[1].races);
  EXPECT_EQ(trace[1].thread, 1);
}

TEST_F(ObserverTest, a_doorway_may_not_wait_and_an_exit_that_waits_is_told) {
  begin(Mix::all(2, 1));
  observer_.enter(0, Section::doorway);
  EXPECT_FALSE(observer_.may_wait(0));
  observer_.enter(0, Section::exit);
  EXPECT_TRUE(observer_.may_wait(0));
  EXPECT_FALSE(observer_.tally().exit_waits);
  observer_.round_begins(0);
  EXPECT_TRUE(observer_.tally().exit_waits);
}

}  // namespace
}  // namespace turnstile
