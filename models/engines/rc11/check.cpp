#include "models/engines/rc11/check.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "models/counterexample/make.hpp"
#include "models/engines/rc11/smaller_mixes.hpp"
#include "models/inquiry/inquiry.hpp"
#include "models/vocabulary/answers.hpp"
#include "models/vocabulary/row.hpp"

namespace turnstile::rc11 {

namespace {

// docs/rc11.md, weak compare-exchanges
constexpr const char* of_data_structures = "; weak compare-exchanges fail only where they find another value";

// The limits of a search for a violation with fewer threads or rounds. By the number of executions every run finds the
// same one; the time is for the worst only.
constexpr std::uint64_t executions_to_shrink = 100'000;
constexpr double seconds_to_shrink = 60;

bool is_of_data_structure(const Variant& variant) {
  return std::ranges::any_of(variant.rc11, [](const ClientProgram& program) { return !program.client->has_sections; });
}

std::string model_of(const Question& question) {
  std::string model = model_with(question.seq_cst);
  if (is_of_data_structure(*question.variant)) model += of_data_structures;
  return model;
}

// Says in the words of all engines how an exploration ended.
Shown::End end_of(const Result& result) {
  switch (result.end) {
    case Result::End::violated:
      return Shown::End::violated;
    case Result::End::unknown:
      return Shown::End::unknown;
    case Result::End::out_of_budget:
      return Shown::End::out_of_budget;
    case Result::End::searched:
    case Result::End::learnt:
      break;
  }
  return Shown::End::searched;
}

std::string detail_of(const Result& result) {
  if (result.end == Result::End::out_of_budget) {
    return fmt::format(", after about {:.1f} % of the search", 100 * result.share);
  }
  return result.complete ? "" : fmt::format(", {} executions were cut: {}", result.cut, result.reason);
}

Shown shown_by(const Result& result) {
  Shown shown{.end = end_of(result),
              .kind = result.kind,
              .reason = result.reason,
              .detail = detail_of(result),
              .complete = result.end == Result::End::searched && result.complete,
              .executions = result.executions + result.blocked,
              .blocked = result.blocked,
              .seconds = result.seconds,
              .exit_waits = result.exit_waits,
              .trace = result.trace};
  for (const auto& [of_class, measured] : result.bypass) {
    shown.overtaken[of_class] = {.most = measured.bound, .exact = measured.exact};
  }
  return shown;
}

// One question being answered, by explorations.
class Explorations final : public Inquiry {
 public:
  Explorations(const Question& question, const Explorer& explore)
      : Inquiry(question, question.variant->rc11, Engine::rc11, Extent::everything, model_of(question)),
        explore_(explore) {}

  Verdict refuted(const std::string& of_class, int bound) {
    for (const ClientRow* client : clients()) {
      if (client->counts_overtaking) refute(claim_of_less(*client, of_class, bound + 1));
    }
    return conclude();
  }

 private:
  void run(const Trial& trial) override { explore(trial); }

  // The execution with the largest overtaking refutes the claim that one less is the bound.
  void refute(const Trial& claim) override {
    const bool stands = explore(claim).end == Result::End::searched;
    if (!stands || !claim.claim) return;
    be_unknown(fmt::format("the bypass of a {} grows, but may be counted too high", claim.claim->of_class));
  }

  [[nodiscard]] bool is_complete() const override {
    const auto searched = [](const Run& run) { return run.complete && run.executions > 0; };
    return !verdict().runs.empty() && std::ranges::all_of(verdict().runs, searched);
  }

  // --- one exploration -------------------------------------------------------------------------------------------------

  [[nodiscard]] Job job_of(const Trial& trial) const {
    Job job{.algorithm = question().stem->name,
            .variant = question().variant->name,
            .client = trial.client,
            .mix = trial.mix,
            .hangs = trial.client->must_end ? Hangs::violated : Hangs::blocked,
            .measure_bypass = trial.client->counts_overtaking};
    if (trial.claim) job.claimed_bypass = trial.claim->at_most;
    if (trial.claim) job.claimed_of = trial.claim->of_class;
    job.unroll = question().unroll;
    job.notify_after_destroy = question().notify_after_destroy;
    job.seq_cst = question().seq_cst;
    return job;
  }

  Result explore(const Trial& trial) {
    Result result;
    if (const auto left = budget()) {
      Job job = job_of(trial);
      job.budget_seconds = left->seconds;
      job.most_executions = left->executions;
      result = explore_(job);
    } else {
      result.end = Result::End::out_of_budget;
      result.reason = "the budget was used up";
    }
    if (trial.client->hangs_as != Kind::none && is_hang(result.kind)) result.kind = trial.client->hangs_as;
    note(trial, "full", shown_by(result));
    return result;
  }

  // --- the counterexample ----------------------------------------------------------------------------------------------

  counterexample::Artifact counterexample_of(const Violation& found) override {
    auto [mix, trace] = smallest(found);
    counterexample::Artifact artifact = artifact_of(verdict());
    artifact.client = found.trial.client;
    artifact.mix = mix;
    artifact.claim = found.trial.claim;
    artifact.events = std::move(trace);
    return counterexample::make(std::move(artifact));
  }

  // Finds the fewest threads and rounds with which a quick search finds the same violation, and there the smallest one.
  std::pair<Mix, Trace> smallest(const Violation& found) {
    const Job as_found = job_of(found.trial);
    for (const Mix& mix : smaller_mixes(question(), as_found)) {
      Job job = as_found;
      job.mix = mix;
      job.budget_seconds = seconds_to_shrink;
      job.most_executions = executions_to_shrink;
      job.smallest_of = found.kind == found.trial.client->hangs_as ? Kind::deadlock : found.kind;
      Result result = explore_(job);
      if (result.end == Result::End::violated && result.kind == job.smallest_of) return {mix, std::move(result.trace)};
      if (mix == as_found.mix) break;
    }
    return {found.trial.mix, found.trace};
  }

  const Explorer& explore_;
};

}  // namespace

Verdict check(const Question& question, const Explorer& explore) { return Explorations(question, explore).answer(); }

Verdict refute_bypass(const Question& question, const std::string& of_class, int bound, const Explorer& explore) {
  return Explorations(question, explore).refuted(of_class, bound);
}

}  // namespace turnstile::rc11
