#include "models/relacy/check.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <ranges>
#include <set>
#include <utility>
#include <vector>

#include "models/clients/progress.hpp"
#include "models/clients/row.hpp"
#include "models/counterexample/show_text.hpp"
#include "models/relacy/counterexample.hpp"
#include "models/relacy/experiment.hpp"

namespace turnstile::relacy {

namespace {

using Clock = std::chrono::steady_clock;

// The largest bounds at which the full search of every lock here comes to its end in seconds.
constexpr int full_search_threads = 2;
constexpr int full_search_rounds = 1;
// What the random search finds it finds in the first 500 executions.
constexpr std::uint64_t random_share_of_quick = 10;

// One question being answered: runs simulations, keeps the books.
class Inquiry {
 public:
  Inquiry(const Question& question, const Simulator& simulate, const Shrinker& shrink)
      : question_(question), simulate_(simulate), shrink_(shrink), start_(Clock::now()) {
    verdict_.algorithm = question.stem->name;
    verdict_.variant = question.variant->name;
    verdict_.property = question.property;
    verdict_.engine = Engine::relacy;
    verdict_.model = model;
    verdict_.bounds = {.threads = question.party.threads, .rounds = question.rounds, .mix = question.party.text()};
  }

  Verdict answer() {
    if (question_.expectation().outcome == Outcome::not_applicable) {
      verdict_.outcome = Outcome::not_applicable;
      return verdict_;
    }
    for (const ClientProgram& program : question_.variant->programs) {
      if (program.client->asks == question_.property && !is_outranked()) ask(*program.client);
    }
    conclude();
    return verdict_;
  }

 private:
  // What an earlier client shows outranks what a later one would: an overlap, the data race that comes with it. Of hangs
  // the kind decides.
  [[nodiscard]] bool is_outranked() const { return violation_ && question_.property != Property::progress; }

  void ask(const ClientRow& client) {
    if (client.counts_overtaking) return count_overtaking(client);
    for (const Mix& mix : mixes_of(client, party_of(client), rounds_of(client))) {
      search_all(experiment_of(client, mix));
    }
    if (client.scene) return;
    for (const Mix& mix : mixes_of(client, small_party_of(client), full_search_rounds)) {
      search_small_fully(experiment_of(client, mix));
    }
  }

  static std::vector<Mix> mixes_of(const ClientRow& client, const Party& party, int rounds) {
    return client.with_absent ? progress_mixes(party, rounds) : std::vector{Mix::all(party, rounds)};
  }

  void count_overtaking(const ClientRow& client) {
    std::map<int, int> writers;
    std::map<int, int> readers;
    for (int rounds = 1; rounds <= question_.rounds; ++rounds) {
      overtaken_ = readers_overtaken_ = 0;
      if (rounds == full_search_rounds) {
        search_small_fully(experiment_of(client, Mix::all(small_party_of(client), rounds)));
      }
      search_all(experiment_of(client, Mix::all(question_.party, rounds)));
      if (violation_) return;
      writers[rounds] = overtaken_;
      readers[rounds] = readers_overtaken_;
    }
    if (question_.party.readers > 0) conclude_bypass(client, "reader", Role::reader, readers);
    conclude_bypass(client, question_.party.readers > 0 ? "writer" : "thread", Role::writer, writers);
  }

  void conclude_bypass(const ClientRow& client, const std::string& of_class, Role role,
                       const std::map<int, int>& by_rounds) {
    Bypass& bypass = verdict_.bypass[of_class];
    bypass.by_rounds = by_rounds;
    if (grows(by_rounds)) {
      claim_too_little(client, role, by_rounds.rbegin()->second);
    } else {
      bypass.bound = std::ranges::max(std::views::values(by_rounds));
    }
  }

  static bool grows(const std::map<int, int>& by_rounds) {
    int before = -1;
    for (const auto& [rounds, overtaken] : by_rounds) {
      if (overtaken <= std::exchange(before, overtaken)) return false;
    }
    return by_rounds.size() > 1;
  }

  // The schedule with the largest overtaking is the counterexample: claim that one less is the bound.
  void claim_too_little(const ClientRow& client, Role role, int overtaken) {
    violation_ = {.experiment = experiment_of(client, Mix::all(question_.party, question_.rounds)),
                  .kind = Kind::bypass,
                  .trace = {}};
    violation_->experiment.settings.claimed_bypass = overtaken - 1;
    violation_->experiment.settings.claimed_of = role;
  }

  // --- what to search --------------------------------------------------------------------------------------------------

  [[nodiscard]] Party party_of(const ClientRow& client) const { return client.party.value_or(question_.party); }
  // What is asked about overtaking has more rounds than others, so that it can be seen to grow.
  [[nodiscard]] int rounds_of(const ClientRow& client) const {
    if (client.most_rounds > 0) return std::min(client.most_rounds, question_.rounds);
    return client.scene ? contract_rounds : question_.rounds;
  }
  [[nodiscard]] Party small_party_of(const ClientRow& client) const {
    return client.party.value_or(Party{.threads = full_search_threads, .readers = question_.party.readers > 0 ? 1 : 0});
  }

  void search_all(const Experiment& experiment) {
    if (question_.scheduler) return search_only(experiment, *question_.scheduler);
    complete_ = false;
    Search random = {.scheduler = Scheduler::random};
    random.iterations /= random_share(experiment) * (question_.thorough ? 1 : random_share_of_quick);
    if (search_bounded(experiment)) run(experiment, random);
  }

  // Executions of reader-writer and queue locks, and of tasks, are long: so many of them take as long as more of others.
  [[nodiscard]] std::uint64_t random_share(const Experiment& experiment) const {
    const Variant& variant = *question_.variant;
    if (variant.broken()) return 10;
    const bool is_long = experiment.mix.readers > 0 || variant.has_priorities || variant.is_queue;
    return is_long || !is_main(experiment) ? 4 : 1;
  }

  // Mixes in which somebody leaves early or stays away, or with fewer rounds than were asked for, are many, and each has
  // fewer executions.
  [[nodiscard]] bool is_main(const Experiment& experiment) const {
    const Mix& mix = experiment.mix;
    for (int i = 0; i < mix.threads; ++i) {
      if (mix.fewer_than_others(i)) return false;
    }
    return mix.most() >= (experiment.client->counts_overtaking ? question_.rounds : 1);
  }

  void search_only(const Experiment& experiment, Scheduler scheduler) {
    const Result result = run(experiment, {.scheduler = scheduler, .context_bound = context_bound});
    complete_ &= scheduler == Scheduler::full && result.end == Result::End::searched && result.tally.cut == 0;
  }

  // Bounded first: it is quick, and what it finds has few context switches. Where it does not come to its end, one with
  // one round of each thread does. Whether nothing was found.
  bool search_bounded(const Experiment& experiment) {
    constexpr Search bounded = {.scheduler = Scheduler::bound, .context_bound = context_bound};
    const Result result = run(experiment, bounded);
    if (result.end != Result::End::out_of_budget) return result.end != Result::End::violated;
    Experiment shorter = experiment;
    for (int i = 0; i < shorter.mix.threads; ++i) shorter.mix[i] = std::min(shorter.mix[i], 1);
    return !shortened_.insert(shorter.mix.text() + std::string(shorter.client->name)).second ||
           run(shorter, bounded).end != Result::End::violated;
  }

  // The full search of the question's own bounds has no end, as a rule; that of small ones has. Of several parties only
  // the smallest is asked so.
  void search_small_fully(const Experiment& experiment) {
    const bool smallest = question_.party.readers == 0 || question_.party.threads == full_search_threads;
    if (!question_.scheduler && smallest) run(experiment, {.scheduler = Scheduler::full});
  }

  // --- one search ------------------------------------------------------------------------------------------------------

  Result run(const Experiment& experiment, Search search) {
    search.budget_seconds = question_.budget_seconds - seconds();
    if (search.scheduler != Scheduler::random) {
      search.work_limit = question_.work * work_limit(experiment, search, question_);
    }
    Result result;
    result.end = Result::End::out_of_budget;
    if (search.budget_seconds > 0) result = simulate_(simulation_of(question_, experiment, search));
    overtaken_ = std::max(overtaken_, result.tally.overtaken);
    readers_overtaken_ = std::max(readers_overtaken_, result.tally.readers_overtaken);
    exit_waits_ |= result.tally.exit_waits;
    verdict_.executions += result.tally.executions;
    verdict_.blocked += result.tally.blocked;
    if (result.end == Result::End::unknown && verdict_.reason.empty()) verdict_.reason = result.reason;
    record(experiment, search, result);
    if (result.end == Result::End::violated && (!violation_ || result.kind < violation_->kind)) {
      violation_ = {.experiment = experiment, .kind = result.kind, .trace = result.trace};
    }
    return result;
  }

  void record(const Experiment& experiment, const Search& search, const Result& result) {
    const auto said = [&]() -> std::string {
      switch (result.end) {
        case Result::End::searched:
          return "passed";
        case Result::End::violated:
          return std::string(name(result.kind));
        case Result::End::out_of_budget:
          return "out of budget";
        default:
          return "unknown: " + result.reason;
      }
    };
    verdict_.runs.push_back({.client = std::string(experiment.client->name),
                             .rounds = experiment.mix.text(),
                             .search = search.text(),
                             .executions = result.tally.executions,
                             .blocked = result.tally.blocked,
                             .complete = result.end == Result::End::searched,
                             .seconds = result.seconds,
                             .result = said()});
  }

  // --- the end ---------------------------------------------------------------------------------------------------------

  void conclude() {
    if (violation_) {
      verdict_.outcome = Outcome::violated;
      verdict_.kind = violation_->kind;
      verdict_.reason.clear();
      if (question_.show) show(counterexample_of(question_, simulate_, shrink_, *violation_));
    } else {
      verdict_.outcome = verdict_.reason.empty() ? Outcome::not_refuted : Outcome::unknown;
      verdict_.complete = verdict_.reason.empty() && complete_;
      if (verdict_.reason.empty() && exit_waits_) verdict_.reason = "the exit section waits";
    }
    verdict_.seconds = seconds();
  }

  void show(counterexample::Artifact artifact) {
    verdict_.counterexample = counterexample::text(artifact, {});
    verdict_.artifact = std::make_shared<const counterexample::Artifact>(std::move(artifact));
  }

  [[nodiscard]] double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  const Question& question_;
  const Simulator& simulate_;
  const Shrinker& shrink_;
  Clock::time_point start_;
  Verdict verdict_;
  std::optional<Violation> violation_;
  bool complete_ = true;
  bool exit_waits_ = false;
  std::set<std::string> shortened_;  // what was searched with one round, since more do not end
  int overtaken_ = 0;                // the most, since it was set to 0
  int readers_overtaken_ = 0;
};

}  // namespace

Verdict check(const Question& question, const Simulator& simulate, const Shrinker& shrink) {
  return Inquiry(question, simulate, shrink).answer();
}

}  // namespace turnstile::relacy
