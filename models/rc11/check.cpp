#include "models/rc11/check.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "models/answers.hpp"
#include "models/clients/progress.hpp"
#include "models/clients/row.hpp"
#include "models/counterexample/make.hpp"
#include "models/counterexample/show_text.hpp"
#include "models/rc11/smaller_mixes.hpp"

namespace turnstile::rc11 {

namespace {

using SteadyClock = std::chrono::steady_clock;

// docs/rc11.md, weak compare-exchanges
constexpr const char* of_data_structures = "; weak compare-exchanges fail only where they find another value";

// To find a violation with fewer threads or rounds. A number, so that the same one is found in every run; the time is for
// the worst only.
constexpr std::uint64_t executions_to_shrink = 100'000;
constexpr double seconds_to_shrink = 60;

// One question being answered: explores programs, keeps the books.
class Inquiry {
 public:
  Inquiry(const Question& question, const Explorer& explore)
      : question_(question), explore_(explore), start_(SteadyClock::now()) {
    verdict_.algorithm = question.stem->name;
    verdict_.variant = question.variant->name;
    verdict_.property = question.property;
    verdict_.engine = Engine::rc11;
    verdict_.model = model_with(question.seq_cst);
    if (is_of_data_structure()) verdict_.model += of_data_structures;
    verdict_.bounds = {.threads = question.party.threads, .rounds = question.rounds, .mix = question.party.text()};
  }

  Verdict answer() {
    if (question_.expectation().outcome == Outcome::not_applicable) {
      verdict_.outcome = Outcome::not_applicable;
      return verdict_;
    }
    for (const ClientRow* client : clients()) {
      if (!is_outranked(*client) && !is_covered(*client)) ask(*client);
    }
    conclude();
    return verdict_;
  }

  Verdict refute(const std::string& of_class, int bound) {
    for (const ClientRow* client : clients()) {
      if (client->counts_overtaking) refute_less(*client, of_class, bound + 1);
    }
    conclude();
    return verdict_;
  }

 private:
  struct Violation {
    Job job;
    Kind kind{};
    Trace trace;
  };

  // Those that are asked, in this order: what covers another one comes before it.
  [[nodiscard]] std::vector<const ClientRow*> clients() const {
    std::vector<const ClientRow*> those;
    for (const ClientProgram& program : question_.variant->rc11) {
      if (program.client->asks == question_.property) those.push_back(program.client);
    }
    std::ranges::stable_sort(those, {}, [](const ClientRow* client) { return client->covers.empty(); });
    return those;
  }

  // What an earlier client shows outranks what a later one would; but for what is covered, which says in what way it is
  // so: an overlap outranks the data race that comes with it. Of hangs the kind decides.
  [[nodiscard]] bool is_outranked(const ClientRow& client) const {
    return violation_ && question_.property != Property::progress && !covers(*violation_->job.client, client);
  }

  // The client that covers this one has shown that there is nothing.
  [[nodiscard]] bool is_covered(const ClientRow& client) const {
    return is_complete() &&
           std::ranges::any_of(clients(), [&](const ClientRow* other) { return covers(*other, client); });
  }

  static bool covers(const ClientRow& one, const ClientRow& other) { return one.covers == other.name; }

  void ask(const ClientRow& client) {
    if (client.counts_overtaking) return count_overtaking(client);
    for (const Mix& mix : mixes_of(client)) run(job(client, mix));
  }

  [[nodiscard]] std::vector<Mix> mixes_of(const ClientRow& client) const {
    const Party party = client.party.value_or(question_.party);
    const int most = client.most_rounds > 0 ? std::min(client.most_rounds, question_.rounds) : question_.rounds;
    std::vector<Mix> mixes;
    for (int rounds = std::min(question_.fewest_rounds, most); rounds <= most; ++rounds) {
      const auto these = client.with_absent ? progress_mixes(party, rounds) : std::vector{Mix::all(party, rounds)};
      mixes.insert(mixes.end(), these.begin(), these.end());
      if (client.inner_rounds > 0) mixes.back()[1] = std::min(client.inner_rounds, rounds);
    }
    return mixes;
  }

  [[nodiscard]] bool is_of_data_structure() const {
    return std::ranges::any_of(question_.variant->rc11,
                               [](const ClientProgram& program) { return !program.client->has_sections; });
  }

  [[nodiscard]] Job job(const ClientRow& client, const Mix& mix) const {
    return {.algorithm = question_.stem->name,
            .variant = question_.variant->name,
            .client = &client,
            .mix = mix,
            .hangs = client.must_end ? Hangs::violated : Hangs::blocked,
            .measure_bypass = client.counts_overtaking,
            .seq_cst = question_.seq_cst};
  }

  // --- bounded waiting -------------------------------------------------------------------------------------------------

  void count_overtaking(const ClientRow& client) {
    for (int rounds = question_.fewest_rounds; rounds <= question_.rounds; ++rounds) {
      const Result result = run(job(client, Mix::all(question_.party, rounds)));
      if (violation_) return;
      for (const auto& [of_class, measured] : result.bypass) {
        Bypass& all = verdict_.bypass[of_class];
        all.by_rounds[rounds] = measured.bound;
        if (!measured.exact) inexact_.insert(of_class);
      }
    }
    for (auto& [of_class, measured] : verdict_.bypass) conclude_bypass(client, of_class, measured);
  }

  void conclude_bypass(const ClientRow& client, const std::string& of_class, Bypass& measured) {
    if (grows(measured.by_rounds)) {
      refute_less(client, of_class, measured.by_rounds.rbegin()->second);
      return;
    }
    for (const auto& [rounds, overtaken] : measured.by_rounds) {
      measured.bound = std::max(measured.bound.value_or(0), overtaken);
    }
    measured.exact = is_complete() && !inexact_.contains(of_class);
  }

  [[nodiscard]] bool grows(const std::map<int, int>& by_rounds) const {
    int before = -1;
    for (const auto& [rounds, overtaken] : by_rounds) {
      if (overtaken <= std::exchange(before, overtaken)) return false;
    }
    return by_rounds.size() > 1 && by_rounds.rbegin()->first == question_.rounds;
  }

  // The execution with the largest overtaking is the counterexample: it refutes the claim that one less is the bound.
  void refute_less(const ClientRow& client, const std::string& of_class, int overtaken) {
    Job claim = job(client, Mix::all(question_.party, question_.rounds));
    claim.claimed_bypass = overtaken - 1;
    claim.claimed_of = of_class;
    const Result result = run(claim);
    if (result.end == Result::End::searched) {
      be_unknown(fmt::format("the bypass of a {} grows, but may be counted too high", of_class));
    }
  }

  // Of priorities this engine asks whether they are inherited, restored, and obeyed by who wakes. That says nothing of who
  // runs: the simulated processor does.
  [[nodiscard]] bool asks_for_the_books() const {
    return question_.property == Property::bounded_waiting && question_.variant->has_priorities;
  }

  // --- one exploration -------------------------------------------------------------------------------------------------

  Result run(Job job) {
    job.unroll = question_.unroll;
    job.notify_after_destroy = question_.notify_after_destroy;
    job.budget_seconds = question_.budget_seconds - seconds();
    const bool has_executions = question_.most_executions == 0 || verdict_.executions < question_.most_executions;
    if (question_.most_executions > 0) job.most_executions = question_.most_executions - verdict_.executions;
    Result result;
    if (job.budget_seconds > 0 && has_executions) {
      result = explore_(job);
    } else {
      result.end = Result::End::out_of_budget;
      result.reason = "the budget was used up";
    }
    if (job.client->hangs_as != Kind::none && is_hang(result.kind)) result.kind = job.client->hangs_as;
    verdict_.executions += result.executions + result.blocked;
    verdict_.blocked += result.blocked;
    exit_waits_ |= result.exit_waits;
    record(job, result);
    note(job, result);
    return result;
  }

  void note(const Job& job, const Result& result) {
    switch (result.end) {
      case Result::End::violated:
        if (!violation_ || result.kind < violation_->kind) violation_ = {job, result.kind, result.trace};
        break;
      case Result::End::unknown:
        be_unknown(result.reason);
        break;
      default:
        if (!result.complete && incomplete_.empty()) incomplete_ = said(result);
    }
  }

  void be_unknown(const std::string& reason) {
    if (unknown_.empty()) unknown_ = reason.empty() ? "no reason was given" : reason;
  }

  static std::string said(const Result& result) {
    switch (result.end) {
      case Result::End::violated:
        return std::string(name(result.kind));
      case Result::End::unknown:
        return "unknown: " + result.reason;
      case Result::End::out_of_budget:
        return fmt::format("out of budget, after about {:.1f} % of the search", 100 * result.share);
      case Result::End::searched:
      case Result::End::learnt:
        break;
    }
    return result.complete ? "passed" : fmt::format("passed, {} executions were cut: {}", result.cut, result.reason);
  }

  void record(const Job& job, const Result& result) {
    verdict_.runs.push_back({.client = std::string(job.client->name),
                             .rounds = job.mix.text(),
                             .search = "full",
                             .executions = result.executions + result.blocked,
                             .blocked = result.blocked,
                             .complete = result.end == Result::End::searched && result.complete,
                             .seconds = result.seconds,
                             .result = said(result)});
  }

  // --- the end ---------------------------------------------------------------------------------------------------------

  [[nodiscard]] bool is_complete() const {
    const auto searched = [](const Run& run) { return run.complete && run.executions > 0; };
    return !verdict_.runs.empty() && std::ranges::all_of(verdict_.runs, searched);
  }

  void conclude() {
    if (violation_) {
      conclude_violated(*violation_);
    } else if (!unknown_.empty()) {
      verdict_.outcome = Outcome::unknown;
      verdict_.reason = unknown_;
    } else {
      verdict_.complete = is_complete();
      verdict_.outcome = verdict_.complete ? Outcome::holds : Outcome::not_refuted;
      verdict_.reason = incomplete_;
      if (verdict_.complete && exit_waits_) verdict_.reason = "the exit section waits";
      if (verdict_.complete && asks_for_the_books()) verdict_.reason = "only what the books say: who runs is not asked";
    }
    verdict_.seconds = seconds();
  }

  void conclude_violated(const Violation& found) {
    verdict_.outcome = Outcome::violated;
    verdict_.kind = found.kind;
    if (question_.show) show(found);
  }

  void show(const Violation& found) {
    auto [mix, trace] = smallest(found);
    counterexample::Artifact artifact{.algorithm = verdict_.algorithm,
                                      .variant = verdict_.variant,
                                      .property = verdict_.property,
                                      .kind = found.kind,
                                      .engine = Engine::rc11,
                                      .model = verdict_.model,
                                      .client = found.job.client,
                                      .mix = mix};
    if (found.job.claimed_bypass) {
      artifact.claim = {.at_most = *found.job.claimed_bypass, .of_class = found.job.claimed_of};
    }
    artifact.events = std::move(trace);
    artifact = counterexample::make(std::move(artifact));
    verdict_.counterexample = counterexample::text(artifact, {});
    verdict_.artifact = std::make_shared<const counterexample::Artifact>(std::move(artifact));
  }

  // The same violation with the fewest threads and rounds with which a quick search finds one, and there the smallest.
  std::pair<Mix, Trace> smallest(const Violation& found) {
    for (const Mix& mix : smaller_mixes(question_, found.job)) {
      Job job = found.job;
      job.mix = mix;
      job.budget_seconds = seconds_to_shrink;
      job.most_executions = executions_to_shrink;
      job.smallest_of = found.kind == found.job.client->hangs_as ? Kind::deadlock : found.kind;
      Result result = explore_(job);
      if (result.end == Result::End::violated && result.kind == job.smallest_of) return {mix, std::move(result.trace)};
      if (mix == found.job.mix) break;
    }
    return {found.job.mix, found.trace};
  }

  [[nodiscard]] double seconds() const { return std::chrono::duration<double>(SteadyClock::now() - start_).count(); }

  const Question& question_;
  const Explorer& explore_;
  SteadyClock::time_point start_;
  Verdict verdict_;
  std::optional<Violation> violation_;
  std::string unknown_;            // why, if something was not decided
  std::string incomplete_;         // why, if something was left out
  std::set<std::string> inexact_;  // classes whose bypass is an upper bound
  bool exit_waits_ = false;
};

}  // namespace

std::string class_of(const Mix& mix, int thread) {
  if (mix.readers == 0) return "thread";
  return mix.role(thread) == Role::reader ? "reader" : "writer";
}

Options options_of(const Job& job) {
  Options options;
  options.budget_seconds = job.budget_seconds;
  options.most_executions = job.most_executions;
  options.hangs = job.hangs;
  options.measure_bypass = job.measure_bypass;
  options.claimed_bypass = job.claimed_bypass;
  options.claimed_of = job.claimed_of;
  options.limits.unroll = job.unroll;
  options.limits.notify_after_destroy = job.notify_after_destroy;
  options.limits.seq_cst = job.seq_cst;
  if (job.client != nullptr) options.limits.waiting_is_wrong = job.client->waiting_is_wrong;
  if (job.client != nullptr && !job.client->has_sections) options.limits.spurious_failures = 0;
  for (int i = 0; i < job.mix.threads; ++i) options.classes[static_cast<std::size_t>(i)] = class_of(job.mix, i);
  // Readers do not overtake readers: they have nothing to wait for from each other.
  options.conflicts = [mix = job.mix](int a, int b) {
    return mix.role(a) == Role::writer || mix.role(b) == Role::writer;
  };
  if (job.smallest_of) options.shrinking = Shrinking{.kind = job.smallest_of};
  if (job.weakening) options.order_taken = weakened(*job.weakening);
  return options;
}

Verdict check(const Question& question, const Explorer& explore) { return Inquiry(question, explore).answer(); }

Verdict refute_bypass(const Question& question, const std::string& of_class, int bound, const Explorer& explore) {
  return Inquiry(question, explore).refute(of_class, bound);
}

}  // namespace turnstile::rc11
