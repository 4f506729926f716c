// Recorded executions run again: they violate, unless the code or the file says something else.
#include "models/engines/interleaving/replay.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "algorithms/peterson/broken_acq_rel.hpp"
#include "algorithms/peterson/broken_no_turn.hpp"
#include "algorithms/peterson/broken_polite_retreat.hpp"
#include "algorithms/peterson/broken_relaxed_unlock.hpp"
#include "algorithms/peterson/broken_turn_first.hpp"
#include "algorithms/peterson/peterson.hpp"
#include "models/clients/rows.hpp"
#include "models/counterexample/make.hpp"
#include "models/engines/interleaving/executor.hpp"
#include "models/engines/interleaving/failure.hpp"
#include "models/engines/interleaving/platform.hpp"
#include "models/engines/interleaving/shrink.hpp"

namespace turnstile::interleaving {

namespace {

using counterexample::Artifact;
using End = counterexample::Replayed::End;

Artifact about(Kind kind, const ClientRow& client) {
  Artifact artifact;
  artifact.kind = kind;
  artifact.client = &client;
  artifact.mix = Mix::all(2, 1);
  return artifact;
}

// What an engine records under this schedule.
Artifact recorded(MakeProgram program, const ClientRow& client, Kind kind, const Schedule& schedule) {
  Artifact artifact = about(kind, client);
  Executor executor(program, artifact.mix, settings_of(client));
  const Failure failure = failure_under(executor, executor.execute(schedule), schedule);
  EXPECT_EQ(failure.ending.kind, kind);
  artifact.events = failure.trace;
  if (failure.cycle) artifact.cycle = static_cast<int>(place_of(failure.trace, failure.cycle->first));
  return artifact;
}

const Programs turn_first = programs<broken::PetersonTurnFirst>();

Artifact overlap() {
  const Schedule clumsy{.preemptions = {{.after = 1}, {.after = 3}, {.after = 1}, {.after = 1}}, .quantum = 7};
  return recorded(turn_first.of(clients::occupancy), clients::occupancy, Kind::overlap, clumsy);
}

Artifact deadlock() {
  const Schedule in_turns{.preemptions = {{.after = 1}}};
  return recorded(programs<broken::PetersonNoTurn>().of(clients::progress), clients::progress, Kind::deadlock,
                  in_turns);
}

Step& operation(Artifact& artifact, Operation operation) {
  const auto found = std::ranges::find(artifact.events, operation, &Step::operation);
  EXPECT_NE(found, artifact.events.end());
  return *found;
}

void expect_no_fit(const Artifact& artifact, MakeProgram program, const std::string& reason) {
  const auto replayed = replay(artifact, program);
  EXPECT_EQ(replayed.end, End::does_not_fit);
  EXPECT_NE(replayed.reason.find(reason), std::string::npos) << replayed.reason;
}

TEST(replay, what_was_recorded_violates_again) {
  EXPECT_EQ(replay(overlap(), turn_first.of(clients::occupancy)).end, End::violates);
  EXPECT_EQ(replay(deadlock(), programs<broken::PetersonNoTurn>().of(clients::progress)).end, End::violates);
}

TEST(replay, a_livelock_goes_round_for_ever) {
  const MakeProgram polite = programs<broken::PetersonPoliteRetreat>().of(clients::progress);
  Artifact artifact = recorded(polite, clients::progress, Kind::livelock, {.preemptions = {}, .quantum = 1});
  ASSERT_TRUE(artifact.cycle);
  EXPECT_EQ(replay(artifact, polite).end, End::violates);
  // One of them alone: the other could go on, and nothing is known.
  artifact.cycle = static_cast<int>(artifact.events.size()) - 1;
  EXPECT_NE(replay(artifact, polite).end, End::violates);
}

TEST(replay, the_right_lock_does_something_else) {
  const Programs right = programs<PetersonLock>();
  EXPECT_NE(replay(overlap(), right.of(clients::occupancy)).end, End::violates);
  EXPECT_NE(replay(deadlock(), right.of(clients::progress)).end, End::violates);
}

TEST(replay, other_values_orders_threads_and_variables_do_not_fit) {
  Artifact value = overlap();
  operation(value, Operation::store).written = 7;
  expect_no_fit(value, turn_first.of(clients::occupancy), "where the file has");
  Artifact order = overlap();
  operation(order, Operation::store).order = std::memory_order::relaxed;
  expect_no_fit(order, turn_first.of(clients::occupancy), "(relaxed)");
  Artifact variable = overlap();
  operation(variable, Operation::store).variable = "elsewhere";
  expect_no_fit(variable, turn_first.of(clients::occupancy), "elsewhere");
  Artifact source = overlap();
  operation(source, Operation::fetch_add).reads_from = 0;
  expect_no_fit(source, turn_first.of(clients::occupancy), "did not write what was read");
}

TEST(replay, a_line_that_has_moved_fits) {
  Artifact moved = overlap();
  for (Step& step : moved.events) step.line += 10;
  EXPECT_EQ(replay(moved, turn_first.of(clients::occupancy)).end, End::violates);
}

TEST(replay, a_file_that_ends_early_does_not_violate) {
  Artifact cut = overlap();
  cut.events.pop_back();
  EXPECT_EQ(replay(cut, turn_first.of(clients::occupancy)).end, End::no_longer);
  Artifact without_looks = deadlock();
  std::erase_if(without_looks.events, [](const Step& step) { return step.waits; });
  expect_no_fit(without_looks, programs<broken::PetersonNoTurn>().of(clients::progress),
                "looks again where the file ends");
}

TEST(replay, what_is_smallest_has_few_events_and_violates) {
  const Artifact small = smallest(overlap(), turn_first.of(clients::occupancy));
  EXPECT_EQ(small.model, "");
  EXPECT_EQ(replay(small, turn_first.of(clients::occupancy)).end, End::violates);
  EXPECT_EQ(counterexample::shared_events(small.events), 9);
  EXPECT_EQ(counterexample::context_switches(small.events), 2);
  const Artifact hang = smallest(deadlock(), programs<broken::PetersonNoTurn>().of(clients::progress));
  EXPECT_EQ(counterexample::shared_events(hang.events), 6);
  EXPECT_EQ(std::ranges::count_if(hang.events, &Step::blocked), 2);
}

// Two threads that must not both count, and say so.
class Complaint final : public Program {
 public:
  explicit Complaint(const Mix&) {}
  void thread(int self) override {
    if (counter_.fetch_add(1, relaxed) == 0) return;
    Platform::mark({.found = "thread # is number #", .numbers = {self, 2}});
    Platform::violated(Kind::overlap);
  }
  void another_round(int) override {}
  void describe(Names& names) const override { names("counter", counter_); }

 private:
  Platform::atomic<int> counter_{0};
};

TEST(replay, what_a_client_has_found_wrong_stays_the_last_event) {
  const Artifact complaint = recorded(&place<Complaint>, clients::occupancy, Kind::overlap, {});
  EXPECT_EQ(replay(complaint, &place<Complaint>).events.back().text, "thread 1 is number 2");
  const Artifact small = counterexample::make(smallest(complaint, &place<Complaint>));
  EXPECT_EQ(small.model, "");
  EXPECT_EQ(small.events.back().text, "thread 1 is number 2");
}

// --- weak memory ---------------------------------------------------------------------------------------------------------

// One thread after the other, of which the second sees nothing of what the first has done.
Artifact blind_second(MakeProgram program) {
  Artifact artifact = about(Kind::overlap, clients::occupancy);
  Executor executor(program, artifact.mix, settings_of(clients::occupancy));
  // The first up to its first operation inside, the second until it has looked at the first one's flag.
  artifact.events = executor.trace({.preemptions = {{.after = 4}, {.after = 3}}});
  std::erase_if(artifact.events, [](const Step& step) { return step.operation == Operation::mark; });
  artifact.events.resize(7);
  Step& look = artifact.events.back();
  EXPECT_EQ(look.operation, Operation::load);
  EXPECT_EQ(look.thread, 1);
  look.read = look.written = 0;
  look.reads_from = Step::initial;
  return artifact;
}

TEST(replay, a_stale_read_is_told_to_the_reader) {
  const MakeProgram acq_rel = programs<broken::PetersonAcqRel>().of(clients::occupancy);
  const auto replayed = replay(blind_second(acq_rel), acq_rel);
  EXPECT_EQ(replayed.end, End::no_longer) << replayed.reason;
  ASSERT_FALSE(replayed.events.empty());
  EXPECT_TRUE(std::ranges::any_of(replayed.events, &Step::stale));
}

TEST(replay, a_stale_read_that_seq_cst_forbids_does_not_fit) {
  const MakeProgram right = programs<PetersonLock>().of(clients::occupancy);
  expect_no_fit(blind_second(right), right, "seq_cst");
}

// A message, and the word that there is one.
class Message final : public Program {
 public:
  explicit Message(const Mix&) {}
  void thread(int self) override {
    if (self == 0) {
      message_.store(1, relaxed);
      return;
    }
    first_ = message_.load(relaxed);
    if (message_.load(relaxed) < first_) Platform::violated(Kind::overlap);
  }
  void another_round(int) override {}
  void describe(Names& names) const override { names("message", message_); }

 private:
  int first_ = 0;
  Platform::atomic<int> message_{0};
};

TEST(replay, a_stale_read_that_coherence_forbids_does_not_fit) {
  Artifact artifact = about(Kind::overlap, clients::occupancy);
  Executor executor(&place<Message>, artifact.mix, {});
  artifact.events = executor.trace({});
  Step& second = artifact.events.back();
  second.read = second.written = 0;
  second.reads_from = Step::initial;
  expect_no_fit(artifact, &place<Message>, "coherence of message");
}

}  // namespace

}  // namespace turnstile::interleaving
