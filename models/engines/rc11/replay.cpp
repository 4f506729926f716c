#include "models/engines/rc11/replay.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "models/counterexample/wording.hpp"
#include "models/engines/rc11/client.hpp"
#include "models/engines/rc11/hang.hpp"
#include "models/engines/rc11/job.hpp"
#include "models/vocabulary/answers.hpp"

namespace turnstile::rc11 {

using counterexample::Replayed;

namespace {

class AddressTable final : public Names {
 public:
  void add(std::string name, const void* address) override { addresses_[std::move(name)] = address; }
  [[nodiscard]] Script::Addresses taken() { return std::move(addresses_); }

 private:
  Script::Addresses addresses_;
};

// Says what the thread does in place of the step that the file has.
const char* what_it_does(Thread::State state) {
  switch (state) {
    case Thread::State::absent:
      return "there is no such thread";
    case Thread::State::finished:
      return "the thread has come to its end";
    case Thread::State::blocked:
    case Thread::State::asleep:
      return "the thread waits, and goes round without a change";
    default:
      return "the thread does not come to it";
  }
}

std::string told(const Step& step) {
  const std::string who = step.thread < 0 ? "main" : "thread " + std::to_string(step.thread);
  return who + ", " + counterexample::phrase(step);
}

}  // namespace

// The first execution tells where the variables are: every execution has them at the same addresses.
Replayer::Replayer(Body body, Options options)
    : body_(std::move(body)),
      options_(std::move(options)),
      execution_(body_.run, options_.limits, options_.order_taken) {
  execution_.exploration().begin({.graph = std::make_unique<Graph>(), .alternatives = {Alternative{}}});
  (void)execution_.exploration().next();
  (void)execution_.record();
  AddressTable names;
  if (body_.describe) body_.describe(execution_, names);
  addresses_ = names.taken();
}

void Replayer::name_variables(Recorded& recorded) const {
  for (std::size_t i = 0; i < recorded.steps.size(); ++i) {
    const auto named = std::ranges::find(addresses_, recorded.addresses[i], &Script::Addresses::value_type::second);
    if (recorded.addresses[i] != nullptr && named != addresses_.end()) recorded.steps[i].variable = named->first;
  }
}

Replayed Replayer::run(const Trace& events, Kind kind) {
  Script script(events, addresses_);
  Recorded recorded = execution_.follow(script);
  name_variables(recorded);
  Replayed replayed;
  replayed.events = std::move(recorded.steps);
  const Kind found = kind_of(recorded.ending);
  if (found == kind || (kind == Kind::readers_excluded && is_hang(found))) {
    replayed.end = Replayed::End::violates;
  } else if (found == Kind::none && !script.at_end()) {
    replayed.step = script.next();
    replayed.reason = misfit(script, recorded.ending);
  } else {
    replayed.end = Replayed::End::no_longer;
    replayed.reason = found == Kind::none ? what_happens(recorded.ending) : "it violates: " + std::string(name(found));
  }
  return replayed;
}

std::string Replayer::misfit(const Script& script, Ending ending) const {
  const Step& step = script.step();
  const std::string& difference = script.difference();
  if (difference.find("the file has") != std::string::npos) return difference;
  if (!difference.empty()) return told(step) + ": " + difference;
  if (ending == Ending::unknown || ending == Ending::undecided || ending == Ending::cut) return execution_.reason();
  using State = Thread::State;
  const State state = script.turn() < graph_threads ? execution_.thread(script.turn()).state : State::absent;
  return told(step) + ": " + what_it_does(state);
}

Kind Replayer::kind_of(Ending ending) {
  if (ending == Ending::violated) return execution_.kind();
  if (ending != Ending::blocked && ending != Ending::complete) return Kind::none;
  if (options_.claimed_bypass && is_overtaken()) return Kind::bypass;
  const bool hangs = ending == Ending::blocked && options_.hangs == Hangs::violated;
  if (!hangs || hang_of(execution_) != Hang::yes) return Kind::none;
  return body_.kind_of_hang ? body_.kind_of_hang(execution_) : Kind::deadlock;
}

bool Replayer::is_overtaken() {
  const auto& counts = bypass_.count(execution_, options_.conflicts);
  return bypass_.exact() && std::ranges::any_of(counts, [&](const Overtaking& overtaking) {
           const auto seat = static_cast<std::size_t>(Execution::seat(overtaking.thread));
           const bool claimed = options_.claimed_of.empty() || options_.claimed_of == options_.classes.at(seat);
           return claimed && overtaking.times > *options_.claimed_bypass;
         });
}

std::string Replayer::what_happens(Ending ending) const {
  for (int t = 0; t < execution_.graph().threads(); ++t) {
    const bool goes_on = execution_.thread(t).state == Thread::State::out_of_turn;
    if (goes_on) return "thread " + std::to_string(Execution::seat(t)) + " goes on, and nothing is violated";
  }
  if (ending == Ending::complete) return "all threads come to their end, and nothing is violated";
  return ending == Ending::blocked ? "who waits here does not wait for ever" : execution_.reason();
}

Replayed replay(const counterexample::Artifact& artifact, MakeProgram make) {
  Job job;
  job.client = artifact.client;
  job.mix = artifact.mix;
  job.seq_cst = seq_cst_of(artifact.model);
  job.hangs = is_hang(artifact.kind) ? Hangs::violated : Hangs::blocked;
  if (artifact.claim) {
    job.measure_bypass = true;
    job.claimed_bypass = artifact.claim->at_most;
    job.claimed_of = artifact.claim->of_class;
  }
  return Replayer(client_body(make, job.mix), options_of(job)).run(artifact.events, artifact.kind);
}

}  // namespace turnstile::rc11
