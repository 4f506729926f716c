// Counterexamples of the exhaustive engine, run again: against the code that they are of, against other code, and with
// something in them changed.
#include "models/engines/rc11/replay.hpp"

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "algorithms/cas/broken_untagged_stack.hpp"
#include "algorithms/cas/cas_stack.hpp"
#include "algorithms/mcs/broken_relaxed_link.hpp"
#include "algorithms/peterson/broken_acq_rel.hpp"
#include "algorithms/peterson/broken_no_turn.hpp"
#include "algorithms/peterson/peterson.hpp"
#include "algorithms/ticket/ticket.hpp"
#include "algorithms/tsl/broken_relaxed_release.hpp"
#include "algorithms/tsl/tsl.hpp"
#include "algorithms/turn/turn.hpp"
#include "models/clients/rows.hpp"
#include "models/counterexample/make.hpp"
#include "models/counterexample/relations.hpp"
#include "models/engines/rc11/check.hpp"
#include "models/engines/rc11/client.hpp"
#include "models/engines/rc11/platform.hpp"
#include "models/engines/rc11/shrink.hpp"
#include "models/engines/rc11/tests/locks.hpp"

namespace turnstile::rc11 {

namespace {

using counterexample::Artifact;
using counterexample::Replayed;
using End = Replayed::End;

struct Case {
  std::string name;
  MakeProgram violates = nullptr;
  MakeProgram other = nullptr;  // code that does not violate, or does something else
  Artifact accusation;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

Job job_of(const Artifact& accusation) {
  const bool hangs = accusation.kind == Kind::deadlock || accusation.kind == Kind::remainder_blocks;
  Job job;
  job.client = accusation.client;
  job.mix = accusation.mix;
  job.smallest_of = accusation.kind;
  job.hangs = hangs ? Hangs::violated : Hangs::blocked;
  job.measure_bypass = accusation.claim.has_value();
  if (accusation.claim) job.claimed_bypass = accusation.claim->at_most;
  if (accusation.claim) job.claimed_of = accusation.claim->of_class;
  return job;
}

Artifact artifact_of(const Case& c) {
  const Job job = job_of(c.accusation);
  Result result = explore(c.violates, job.mix, options_of(job));
  shrink(result, c.violates, job.mix, options_of(job));
  EXPECT_EQ(result.kind, c.accusation.kind) << result.reason;
  Artifact artifact = c.accusation;
  artifact.engine = Engine::rc11;
  artifact.events = result.trace;
  return counterexample::make(artifact);
}

std::string said(const Replayed& replayed) {
  return std::to_string(static_cast<int>(replayed.end)) + " " + std::to_string(replayed.step) + ": " + replayed.reason;
}

Case with(std::string name, const ClientRow& client, Kind kind, const Programs& broken, const Programs& other,
          Mix mix) {
  Case c{.name = std::move(name), .violates = broken.of(client), .other = other.of(client), .accusation = {}};
  c.accusation.kind = kind;
  c.accusation.client = &client;
  c.accusation.mix = mix;
  return c;
}

Case of_overtaking() {
  Mix mix = Mix::all(2, 3);
  mix[0] = 1;
  Case c = with("bypass", clients::bypass, Kind::bypass, programs<TestAndSetLock>(), programs<Ticket>(), mix);
  c.accusation.claim = {.at_most = 2, .of_class = "thread"};
  return c;
}

template <class P>
using Stack = TreiberStack<P>;
template <class P>
using UntaggedStack = broken::CasUntaggedStack<P>;
template <class P>
using McsRelaxedLink = broken::McsRelaxedLink<P>;

Mix absent() {
  Mix mix = Mix::all(2, 2);
  mix[1] = 0;
  return mix;
}

std::vector<Case> cases() {
  return {
      with("overlap", clients::occupancy, Kind::overlap, programs<broken::PetersonAcqRel>(), programs<PetersonLock>(),
           Mix::all(2, 1)),
      with("data_race", clients::visibility, Kind::data_race, programs<broken::TslRelaxedRelease>(),
           programs<TestAndSetLock>(), Mix::all(2, 1)),
      with("deadlock", clients::progress, Kind::deadlock, programs<broken::PetersonNoTurn>(), programs<PetersonLock>(),
           Mix::all(2, 1)),
      with("unseen_link", clients::progress, Kind::deadlock, programs<McsRelaxedLink>(), programs<Mcs>(),
           Mix::all(2, 2)),
      with("remainder_blocks", clients::progress, Kind::remainder_blocks, programs<TurnLock>(),
           programs<TestAndSetLock>(), absent()),
      with("not_linearizable", clients::history, Kind::not_linearizable, programs<UntaggedStack>(), programs<Stack>(),
           Mix::all(2, 1)),
      of_overtaking(),
  };
}

class Rc11Replay : public testing::TestWithParam<Case> {};

TEST_P(Rc11Replay, it_violates) {
  const Artifact artifact = artifact_of(GetParam());
  const Replayed replayed = replay(artifact, GetParam().violates);
  EXPECT_EQ(replayed.end, End::violates) << said(replayed);
  EXPECT_LE(counterexample::shared_events(artifact.events), 20);
  EXPECT_LE(counterexample::context_switches(artifact.events), 4);
}

TEST_P(Rc11Replay, it_is_consistent) {
  const Artifact artifact = artifact_of(GetParam());
  const counterexample::Relations relations(artifact.events);
  EXPECT_EQ(relations.inconsistency().value_or(""), "");
  EXPECT_EQ(relations.race().has_value(), artifact.kind == Kind::data_race);
}

TEST_P(Rc11Replay, the_same_comes_out_of_every_run) { EXPECT_EQ(artifact_of(GetParam()), artifact_of(GetParam())); }

TEST_P(Rc11Replay, other_code_does_not_violate) {
  const Replayed replayed = replay(artifact_of(GetParam()), GetParam().other);
  EXPECT_NE(replayed.end, End::violates);
  EXPECT_FALSE(replayed.reason.empty());
}

// Whatever value, order, operation, variable or thread is changed: it does not fit, and nothing else is reported.
TEST_P(Rc11Replay, no_event_can_be_changed) {
  const Artifact artifact = artifact_of(GetParam());
  const auto expect_misfit = [&](std::size_t i, auto change) {
    Artifact changed = artifact;
    change(changed.events[i]);
    const Replayed replayed = replay(changed, GetParam().violates);
    EXPECT_EQ(replayed.end, End::does_not_fit) << i << ' ' << said(replayed);
    EXPECT_FALSE(replayed.reason.empty()) << i;
  };
  for (std::size_t i = 0; i < artifact.events.size(); ++i) {
    const Step& step = artifact.events[i];
    if (step.operation == Operation::mark || step.races || step.thread < 0) continue;
    if (reads(step.operation)) expect_misfit(i, [](Step& s) { s.read += 7; });
    if (writes(step.operation)) expect_misfit(i, [](Step& s) { s.written += 7; });
    expect_misfit(i, [](Step& s) { s.variable += "?"; });
    expect_misfit(i, [](Step& s) { s.thread = 5; });
    expect_misfit(i, [](Step& s) {
      s.operation = s.operation == Operation::fetch_xor ? Operation::fetch_or : Operation::fetch_xor;
    });
    if (!is_plain(step.operation)) expect_misfit(i, [](Step& s) { s.order = std::memory_order::consume; });
  }
}

TEST_P(Rc11Replay, no_event_can_be_read_that_comes_later) {
  Artifact artifact = artifact_of(GetParam());
  const auto read = std::ranges::find_if(artifact.events, [](const Step& s) { return reads(s.operation); });
  ASSERT_NE(read, artifact.events.end());
  read->reads_from = static_cast<int>(artifact.events.size()) - 1;
  EXPECT_EQ(replay(artifact, GetParam().violates).end, End::does_not_fit);
}

// Code that has only moved is the same code.
TEST_P(Rc11Replay, lines_may_have_moved) {
  Artifact artifact = artifact_of(GetParam());
  for (Step& step : artifact.events) step.line += 10;
  EXPECT_EQ(replay(artifact, GetParam().violates).end, End::violates);
}

TEST_P(Rc11Replay, without_the_last_event_nothing_is_violated) {
  Artifact artifact = artifact_of(GetParam());
  while (artifact.events.back().operation == Operation::mark) artifact.events.pop_back();
  artifact.events.pop_back();
  EXPECT_NE(replay(artifact, GetParam().violates).end, End::violates);
}

INSTANTIATE_TEST_SUITE_P(Kind, Rc11Replay, testing::ValuesIn(cases()),
                         [](const auto& named) { return named.param.name; });

// In store buffering both threads read the initial value. With seq_cst that is a cycle.
TEST(rc11_replay_of, what_rc11_does_not_allow_does_not_fit) {
  Case c = with("overlap", clients::occupancy, Kind::overlap, programs<broken::PetersonAcqRel>(),
                programs<PetersonLock>(), Mix::all(2, 1));
  Artifact artifact = artifact_of(c);
  for (Step& step : artifact.events) {
    if (accesses(step.operation) && step.variable != "inside") step.order = std::memory_order::seq_cst;
  }
  const Replayed replayed = replay(artifact, c.other);
  EXPECT_EQ(replayed.end, End::does_not_fit);
  EXPECT_NE(replayed.reason.find("RC11 does not allow it"), std::string::npos) << said(replayed);
  EXPECT_GE(replayed.step, 0);
}

}  // namespace

}  // namespace turnstile::rc11
