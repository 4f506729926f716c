// Writes that take their place in modification order before events that stand before them: every view says so.
#include "models/counterexample/coherence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "models/counterexample/dot.hpp"
#include "models/counterexample/explain.hpp"
#include "models/counterexample/json.hpp"
#include "models/counterexample/show_text.hpp"
#include "models/counterexample/tests/examples.hpp"

namespace turnstile::counterexample {
namespace {

using namespace examples;  // NOLINT(google-build-using-namespace)
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using enum Section;

// Thread 1 gives the turn away, and then reads that it has it: the other's store comes after its own.
Artifact broken_release_turn() {
  Example e("peterson", "broken_release_turn", Kind::overlap, 2);
  e.in("algorithms/peterson/broken_release_turn.hpp");
  e.enter(0, waiting);
  const int first = e.store(0, "turn", 1, release, 32);
  e.enter(0, critical);
  e.enter(1, waiting);
  const int second = e.store(1, "turn", 0, release, 32);
  e[first].position = 2;
  e[second].position = 1;
  e.load(1, "turn", first, acquire, 42);
  e.enter(1, critical);
  Artifact artifact = e.done();
  const Explanation explanation = explain(artifact);
  artifact.sentence = explanation.sentence;
  artifact.culprits = explanation.culprits;
  return artifact;
}

TEST(coherence, says_before_which_event_a_write_takes_its_place) {
  const Trace events = broken_release_turn().events;
  EXPECT_EQ(placed_before(events, 4), 1);
  for (const int other : {0, 1, 2, 3, 5, 6}) EXPECT_EQ(placed_before(events, other), std::nullopt) << other;
}

TEST(coherence, names_the_first_in_modification_order_of_several) {
  Example e("a", "b", Kind::assertion, 3);
  for (const int position : {4, 2, 3, 1}) e[e.store(position % 3, "x", position, relaxed, 5)].position = position;
  e.store(0, "y", 1, relaxed, 6);
  EXPECT_EQ(placed_before(e.artifact.events, 1), 0);
  EXPECT_EQ(placed_before(e.artifact.events, 2), 0);
  EXPECT_EQ(placed_before(e.artifact.events, 3), 1);
  EXPECT_EQ(placed_before(e.artifact.events, 4), std::nullopt) << "another variable";
  e.artifact.events[3].races = true;
  EXPECT_EQ(placed_before(e.artifact.events, 3), std::nullopt) << "it was not performed";
}

TEST(coherence, counts_the_writes_of_each_variable_from_one) {
  Example e("a", "b", Kind::assertion, 1);
  for (const int position : {7, 0, 3, 0}) e[e.store(0, "x", 1, relaxed, 5)].position = position;
  e[e.store(0, "y", 1, relaxed, 5)].position = 9;
  number_writes(e.artifact.events);
  std::vector<int> positions;
  for (const Step& step : e.artifact.events) positions.push_back(step.position);
  EXPECT_THAT(positions, ElementsAre(4, 1, 3, 2, 1)) << "those without a position come as they stand";
}

TEST(coherence, is_said_in_the_sentence_that_it_explains) {
  EXPECT_EQ(
      broken_release_turn().sentence,
      "Both threads are in the critical section: thread 0 went in without having read anything; thread 1 went in "
      "after it read turn = 1 (line 42), which thread 0 had stored (line 32), and its own store of 0 (line 32) takes "
      "its place before that one in modification order.");
  EXPECT_THAT(broken_release_turn().culprits, ElementsAre(4, 5));
}

// The exchange read the initial value, so that nothing comes between that and what it wrote.
TEST(coherence, is_said_of_an_update_that_reads_an_older_value) {
  Example e("cas", "broken_load_compare_store", Kind::overlap, 2);
  e.truth("taken");
  e.enter(0, waiting);
  const int store = e.store(0, "taken", 1, relaxed, 25);
  e.enter(0, critical);
  e.enter(1, waiting);
  const int update = e.exchange(1, "taken", Step::initial, 1, acquire, 34);
  e[store].position = 2;
  e[update].position = 1;
  e.enter(1, critical);
  EXPECT_THAT(
      explain(e.done()).sentence,
      HasSubstr("(stale read; line 34); its own write of true takes its place before thread 0's in modification "
                "order."));
}

TEST(coherence, is_marked_where_the_write_stands) {
  EXPECT_THAT(text(broken_release_turn(), {}),
              HasSubstr("▶   5    32  ┃                                            turn := 0\n"
                        "             ┃                                            ↳ takes its place before step 2 in\n"
                        "             ┃                                            modification order\n"));
  EXPECT_THAT(dot(broken_release_turn()),
              HasSubstr("turn := 0  release\\ntakes its place before 2 in modification order"));
  EXPECT_THAT(text(peterson(), {}), Not(HasSubstr("takes its place")));
}

TEST(coherence, is_a_member_of_the_event_in_json) {
  const auto events = nlohmann::json::parse(to_json(broken_release_turn())).at("events");
  EXPECT_EQ(events.at(4).at("placed_before"), 1);
  for (const std::size_t other : {0U, 1U, 2U, 3U, 5U, 6U})
    EXPECT_FALSE(events.at(other).contains("placed_before")) << other;
}

}  // namespace
}  // namespace turnstile::counterexample
