#include "models/engines/relacy/check.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "models/engines/relacy/counterexample.hpp"
#include "models/engines/relacy/experiment.hpp"
#include "models/inquiry/inquiry.hpp"
#include "models/inquiry/mixes.hpp"
#include "models/vocabulary/row.hpp"

namespace turnstile::relacy {

namespace {

// The largest bounds at which the full search of every lock here comes to its end in seconds.
constexpr int full_search_threads = 2;
constexpr int full_search_rounds = 1;
// If the random search finds something, it does so in the first 500 executions.
constexpr std::uint64_t random_share_of_quick = 10;

// Says in the words of all engines how a Relacy search ended.
Shown::End end_of(const Result& result) {
  switch (result.end) {
    case Result::End::searched:
      return Shown::End::searched;
    case Result::End::violated:
      return Shown::End::violated;
    case Result::End::out_of_budget:
      return Shown::End::out_of_budget;
    case Result::End::unknown:
      break;
  }
  return Shown::End::unknown;
}

Shown shown_by(const Result& result, bool has_readers) {
  Shown shown{.end = end_of(result),
              .kind = result.kind,
              .reason = result.reason,
              .complete = result.end == Result::End::searched,
              .executions = result.tally.executions,
              .blocked = result.tally.blocked,
              .seconds = result.seconds,
              .exit_waits = result.tally.exit_waits,
              .trace = result.trace};
  shown.overtaken[has_readers ? "writer" : "thread"].most = result.tally.overtaken;
  if (has_readers) shown.overtaken["reader"].most = result.tally.readers_overtaken;
  return shown;
}

Experiment experiment_of(const Trial& trial) {
  Experiment experiment = relacy::experiment_of(*trial.client, trial.mix);
  if (!trial.claim) return experiment;
  experiment.settings.claimed_bypass = trial.claim->at_most;
  experiment.settings.claimed_of = trial.claim->of_class == "reader" ? Role::reader : Role::writer;
  return experiment;
}

// One question being answered, by simulations.
class Simulations final : public Inquiry {
 public:
  Simulations(const Question& question, const Simulator& simulate, const Shrinker& shrink)
      : Inquiry(question, question.variant->programs, Engine::relacy, Extent::samples, model),
        simulate_(simulate),
        shrink_(shrink) {}

 private:
  void run(const Trial& trial) override {
    if (trial.client->counts_overtaking && trial.mix.most() == full_search_rounds) search_small_fully(*trial.client);
    search_all(trial);
  }
  void ran_all_mixes_of(const ClientRow& client) override {
    if (!client.scene) search_small_fully(client);
  }
  void refute(const Trial& claim) override { note_refuted(claim); }
  [[nodiscard]] bool is_complete() const override { return complete_; }
  counterexample::Artifact counterexample_of(const turnstile::Violation& found) override {
    return relacy::counterexample_of(
        question(), simulate_, shrink_,
        {.experiment = experiment_of(found.trial), .kind = found.kind, .trace = found.trace});
  }

  // --- what to search --------------------------------------------------------------------------------------------------

  void search_all(const Trial& trial) {
    const std::optional<Scheduler> only = question().scheduler;
    if (only) return search_only(trial, *only);
    complete_ = false;
    Search random = {.scheduler = Scheduler::random};
    random.iterations /= random_share(trial) * (question().thorough ? 1 : random_share_of_quick);
    if (search_bounded(trial)) search(trial, random);
  }

  // Executions of reader-writer and queue locks, and of tasks, are long: these few take as long as more of others.
  [[nodiscard]] std::uint64_t random_share(const Trial& trial) const {
    const Variant& variant = *question().variant;
    if (variant.broken()) return 10;
    const bool is_long = trial.mix.readers > 0 || variant.has_priorities || variant.is_queue;
    return is_long || !is_main(trial) ? 4 : 1;
  }

  // There are many mixes in which a thread leaves early or stays away, or that have fewer rounds than were asked for.
  // Each of them has fewer executions.
  [[nodiscard]] bool is_main(const Trial& trial) const {
    const Mix& mix = trial.mix;
    for (int i = 0; i < mix.threads; ++i) {
      if (mix.fewer_than_others(i)) return false;
    }
    return mix.most() >= (trial.client->counts_overtaking ? question().rounds : 1);
  }

  void search_only(const Trial& trial, Scheduler scheduler) {
    const Result result = search(trial, {.scheduler = scheduler, .context_bound = context_bound});
    complete_ &= scheduler == Scheduler::full && result.end == Result::End::searched && result.tally.cut == 0;
  }

  // The bounded search comes first: it is quick, and what it finds has few context switches. Where it does not come to
  // its end, one with one round of each thread does. The result is whether nothing was found.
  bool search_bounded(const Trial& trial) {
    constexpr Search bounded = {.scheduler = Scheduler::bound, .context_bound = context_bound};
    const Result result = search(trial, bounded);
    if (result.end != Result::End::out_of_budget) return result.end != Result::End::violated;
    Trial shorter = trial;
    for (int i = 0; i < shorter.mix.threads; ++i) shorter.mix[i] = std::min(shorter.mix[i], 1);
    return !shortened_.insert(shorter.mix.text() + std::string(shorter.client->name)).second ||
           search(shorter, bounded).end != Result::End::violated;
  }

  // As a rule the full search has no end within the question's own bounds, but it has one within small bounds. If there
  // are several parties, only the smallest is searched so.
  void search_small_fully(const ClientRow& client) {
    const bool has_readers = question().party.readers > 0;
    const bool smallest = !has_readers || question().party.threads == full_search_threads;
    if (question().scheduler || !smallest) return;
    const Party party = client.party.value_or(Party{.threads = full_search_threads, .readers = has_readers ? 1 : 0});
    for (const Mix& mix : mixes_of(client, party, full_search_rounds)) {
      search({.client = &client, .mix = mix}, {.scheduler = Scheduler::full});
    }
  }

  // --- one search ------------------------------------------------------------------------------------------------------

  Result search(const Trial& trial, Search search) {
    const Experiment experiment = experiment_of(trial);
    if (search.scheduler != Scheduler::random) {
      search.work_limit = question().work * work_limit(experiment, search, question());
    }
    Result result;
    result.end = Result::End::out_of_budget;
    if (const auto left = budget()) {
      search.budget_seconds = left->seconds;
      result = simulate_(simulation_of(question(), experiment, search));
    }
    note(trial, search.text(), shown_by(result, question().party.readers > 0));
    return result;
  }

  const Simulator& simulate_;
  const Shrinker& shrink_;
  bool complete_ = true;
  std::set<std::string> shortened_;  // what was searched with one round, since more do not end
};

}  // namespace

Verdict check(const Question& question, const Simulator& simulate, const Shrinker& shrink) {
  return Simulations(question, simulate, shrink).answer();
}

}  // namespace turnstile::relacy
