#include "models/engines/relacy/counterexample.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "models/counterexample/make.hpp"
#include "models/engines/interleaving/failure.hpp"
#include "models/engines/interleaving/replay.hpp"
#include "models/engines/interleaving/shrink.hpp"
#include "models/inquiry/mixes.hpp"
#include "models/vocabulary/row.hpp"

namespace turnstile::relacy {

namespace {

using counterexample::Artifact;

Experiment with_mix(Experiment experiment, const Mix& mix) {
  experiment.mix = mix;
  return experiment;
}

// Overtaking is counted with all rounds. Where all other threads overtake equally often, fewer threads overtake less.
std::vector<Experiment> with_fewer_to_overtake(const Question& question, const Experiment& found) {
  std::vector<Experiment> experiments;
  for (const Party& party : smaller_parties(question.party, question.stem->fewest_threads)) {
    const int overtaken = (found.settings.claimed_bypass + 1) * (party.threads - 1);
    const int others = question.party.threads - 1;
    if (overtaken % others != 0) continue;
    experiments.push_back(with_mix(found, Mix::all(party, found.mix.most())));
    experiments.back().settings.claimed_bypass = overtaken / others - 1;
  }
  return experiments;
}

std::vector<Experiment> smaller_ones(const Question& question, const Violation& found) {
  const ClientRow& client = *found.experiment.client;
  if (client.counts_overtaking) return with_fewer_to_overtake(question, found.experiment);
  std::vector<Experiment> experiments;
  const Party most = client.party.value_or(question.party);
  for (const Party& party : smaller_parties(most, question.stem->fewest_threads)) {
    for (int rounds = 1; rounds <= question.rounds; ++rounds) {
      for (const Mix& mix : mixes_of(client, party, rounds)) experiments.push_back(with_mix(found.experiment, mix));
    }
  }
  return experiments;
}

// A limit of work, and not of time, finds the same on every machine. The time is for what should never happen.
constexpr std::uint64_t work_to_shrink = 5'000'000;
constexpr double longest = 120;

Violation with_fewest_preemptions(const Question& question, const Simulator& simulate, const Violation& found) {
  for (const Experiment& experiment : smaller_ones(question, found)) {
    for (unsigned bound = 0; bound <= context_bound; ++bound) {
      const Search search{.scheduler = Scheduler::bound,
                          .context_bound = bound,
                          .work_limit = work_to_shrink,
                          .budget_seconds = longest};
      Result result = simulate(simulation_of(question, experiment, search));
      const bool same = result.end == Result::End::violated && result.kind == found.kind;
      if (same) return {.experiment = experiment, .kind = found.kind, .trace = std::move(result.trace)};
    }
  }
  return found;
}

std::optional<counterexample::BypassClaim> claim_of(const Violation& violation) {
  if (violation.kind != Kind::bypass) return std::nullopt;
  const auto& [client, mix, settings] = violation.experiment;
  const bool has_readers = mix.readers > 0;
  const char* writers = has_readers ? "writer" : "thread";
  return counterexample::BypassClaim{.at_most = settings.claimed_bypass,
                                     .of_class = settings.claimed_of == Role::reader ? "reader" : writers};
}

// Cuts a livelock at the end of its first turn.
void cut_after_first_turn(Artifact& artifact) {
  const auto cycle = interleaving::find_cycle(artifact.events);
  if (!cycle) return;
  artifact.cycle = static_cast<int>(interleaving::place_of(artifact.events, cycle->first));
  artifact.events.resize(interleaving::place_of(artifact.events, cycle->first + cycle->length));
}

}  // namespace

Artifact counterexample_of(const Question& question, const Simulator& simulate, const Shrinker& shrink,
                           const Violation& violation) {
  Violation small = with_fewest_preemptions(question, simulate, violation);
  Artifact artifact = {.algorithm = question.stem->name,
                       .variant = question.variant->name,
                       .property = question.property,
                       .kind = small.kind,
                       .engine = Engine::relacy,
                       .model = model,
                       .client = small.experiment.client,
                       .mix = small.experiment.mix,
                       .claim = claim_of(small),
                       .events = std::move(small.trace)};
  if (artifact.kind == Kind::livelock) cut_after_first_turn(artifact);
  const bool can_be_run_again = question.variant->interleavings.of(*small.experiment.client) != nullptr;
  if (!can_be_run_again || artifact.events.empty()) return counterexample::make(std::move(artifact));
  return counterexample::make_as_it_stands(shrink(artifact, std::min(longest, question.budget_seconds)));
}

Artifact smallest(Artifact recorded, MakeProgram program) {
  recorded = interleaving::smallest(std::move(recorded), program);
  Artifact in_order = counterexample::make(recorded);
  const bool still_violates = interleaving::replay(in_order, program).end == counterexample::Replayed::End::violates;
  return still_violates ? in_order : recorded;
}

}  // namespace turnstile::relacy
