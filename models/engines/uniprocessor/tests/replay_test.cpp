// Counterexamples of the simulated processor, run again.
#include "models/engines/uniprocessor/replay.hpp"

#include <concepts>

#include <gtest/gtest.h>

#include "algorithms/priority_inheritance/broken_no_inheritance.hpp"
#include "algorithms/priority_inheritance/priority_inheritance.hpp"
#include "models/counterexample/make.hpp"
#include "models/engines/uniprocessor/explore.hpp"

namespace turnstile::uniprocessor {

namespace {

using counterexample::Artifact;
using counterexample::Replayed;
using counterexample::Schedule;

const Subject broken_one = protocol_subject<broken::MutexNoInheritance>();
const Subject right_one = protocol_subject<PriorityInheritanceMutex>();

Artifact inversion() {
  const Report report = explore_scenarios(broken_one, Property::bounded_waiting, {.budget_seconds = 60});
  EXPECT_EQ(report.kind, Kind::inversion);
  Artifact artifact;
  artifact.property = Property::bounded_waiting;
  artifact.kind = report.kind;
  artifact.engine = Engine::uniprocessor;
  artifact.sentence = report.reason;
  artifact.schedule = report.schedule;
  return counterexample::make(artifact);
}

// With something in its schedule changed.
template <std::invocable<Schedule&> Change>
Artifact inversion(Change change) {
  Artifact artifact = inversion();
  EXPECT_TRUE(artifact.schedule.has_value());
  if (artifact.schedule) change(*artifact.schedule);
  return artifact;
}

TEST(uniprocessor_replay, what_was_found_still_violates) {
  const Replayed replayed = replay(broken_one, inversion());
  EXPECT_EQ(replayed.end, Replayed::End::violates) << replayed.reason;
  EXPECT_EQ(replayed.reason, inversion().sentence);
}

TEST(uniprocessor_replay, the_right_form_runs_otherwise) {
  const Replayed replayed = replay(right_one, inversion());
  EXPECT_EQ(replayed.end, Replayed::End::does_not_fit);
  EXPECT_EQ(replayed.step, 1) << replayed.reason;
}

TEST(uniprocessor_replay, another_kind_is_not_violated) {
  Artifact artifact = inversion();
  artifact.kind = Kind::restoration;
  EXPECT_EQ(replay(broken_one, artifact).end, Replayed::End::no_longer);
}

TEST(uniprocessor_replay, names_the_first_tick_that_differs) {
  const Artifact artifact = inversion([](Schedule& schedule) { schedule.tasks.front().ticks[1] = '='; });
  const Replayed replayed = replay(broken_one, artifact);
  EXPECT_EQ(replayed.end, Replayed::End::does_not_fit);
  EXPECT_EQ(replayed.step, 1);
}

TEST(uniprocessor_replay, refuses_tasks_that_cannot_be_simulated) {
  for (const char* script : {"dance 3", "run", "run -1", "run 1000000", "lock", "lock z", "lock b", "unlock  a",
                             "try a for", "try a at 3", "run 1,run 1", "run 1, "}) {
    const Artifact artifact = inversion([&](Schedule& schedule) { schedule.tasks.front().script = script; });
    EXPECT_EQ(replay(broken_one, artifact).reason, "its tasks cannot be simulated") << script;
  }
  Artifact artifact = inversion([](Schedule& schedule) { schedule.tasks.resize(most_tasks + 1); });
  EXPECT_EQ(replay(broken_one, artifact).reason, "its tasks cannot be simulated");
  artifact.schedule.reset();
  EXPECT_EQ(replay(broken_one, artifact).reason, "it has no schedule");
}

TEST(uniprocessor_replay, a_script_is_read_as_it_is_written) {
  const Script script = {lock(0), run(3), try_lock_for(1, 12), run(0), unlock(1), unlock(0)};
  EXPECT_EQ(script_from(text(script), 2), script);
  EXPECT_EQ(script_from("", 1), Script{});
}

}  // namespace

}  // namespace turnstile::uniprocessor
