#include "models/relacy/check.hpp"

#include <algorithm>
#include <chrono>
#include <ranges>
#include <utility>

#include "models/clients/progress.hpp"
#include "models/counterexample/text.hpp"

namespace turnstile::relacy {

namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned context_bound = 3;
// The largest bounds at which the full search of every lock here comes to its end in seconds.
constexpr int full_search_threads = 2;
constexpr int full_search_rounds = 1;

// Operations in one execution. Long enough that no execution of a right lock is cut, short enough that an endless one
// costs little. The random scheduler is not fair: it needs room before a long wait means anything.
std::uint64_t step_limit(const Mix& mix, Scheduler scheduler) {
  std::uint64_t rounds = 0;
  for (int i = 0; i < mix.threads; ++i) rounds += static_cast<std::uint64_t>(mix[i]);
  const std::uint64_t fair = 100 + 50 * rounds;
  return scheduler == Scheduler::random ? 10 * fair : fair;
}

// One question being answered: runs simulations, keeps the books.
class Inquiry {
 public:
  Inquiry(const Question& question, const Simulator& simulate)
      : question_(question), simulate_(simulate), start_(Clock::now()) {
    verdict_.algorithm = question.stem->name;
    verdict_.variant = question.variant->name;
    verdict_.property = question.property;
    verdict_.engine = Engine::relacy;
    verdict_.model = model;
    verdict_.bounds = {.threads = question.threads, .rounds = question.rounds, .mix = ""};
  }

  Verdict answer() {
    if (question_.variant->contract.of(question_.property).outcome == Outcome::not_applicable) {
      verdict_.outcome = Outcome::not_applicable;
      return verdict_;
    }
    switch (question_.property) {
      case Property::mutual_exclusion:
        mutual_exclusion();
        break;
      case Property::progress:
        progress();
        break;
      case Property::bounded_waiting:
        bounded_waiting();
        break;
      default:
        verdict_.outcome = Outcome::not_applicable;
    }
    conclude();
    return verdict_;
  }

 private:
  struct Violation {
    ClientKind client{};
    Mix mix;
    AtHang at_hang{};
    Kind kind{};
    Trace trace;
  };

  // (a) before (b): an overlap outranks a data race.
  void mutual_exclusion() {
    for (const ClientKind client : {ClientKind::occupancy, ClientKind::visibility}) {
      search_all(client, Mix::all(question_.threads, question_.rounds), AtHang::abandon);
      search_small_fully(client, Mix::all(full_search_threads, full_search_rounds), AtHang::abandon);
      if (violation_) return;
    }
  }

  void progress() {
    for (const Mix& mix : progress_mixes(question_.threads, question_.rounds)) {
      search_all(ClientKind::progress, mix, AtHang::violated);
    }
    for (const Mix& mix : progress_mixes(full_search_threads, full_search_rounds)) {
      search_small_fully(ClientKind::progress, mix, AtHang::violated);
    }
  }

  void bounded_waiting() {
    Bypass& bypass = verdict_.bypass["thread"];
    for (int rounds = 1; rounds <= question_.rounds; ++rounds) {
      overtaken_ = 0;
      if (rounds == full_search_rounds) {
        search_small_fully(ClientKind::bypass, Mix::all(full_search_threads, rounds), AtHang::abandon);
      }
      search_all(ClientKind::bypass, Mix::all(question_.threads, rounds), AtHang::abandon);
      if (violation_) return;
      bypass.by_rounds[rounds] = overtaken_;
    }
    if (grows(bypass.by_rounds)) {
      claim_too_little(bypass.by_rounds.rbegin()->second);
    } else {
      bypass.bound = std::ranges::max(std::views::values(bypass.by_rounds));
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
  void claim_too_little(int overtaken) {
    violation_ = {.client = ClientKind::bypass,
                  .mix = Mix::all(question_.threads, question_.rounds),
                  .at_hang = AtHang::abandon,
                  .kind = Kind::bypass,
                  .trace = {}};
    claimed_ = overtaken - 1;
  }

  // --- searches --------------------------------------------------------------------------------------------------------

  void search_all(ClientKind client, const Mix& mix, AtHang at_hang) {
    bool complete = false;
    for (const Search& search : searches()) {
      const Result result = run(client, mix, search, at_hang);
      if (result.end == Result::End::violated) return;
      complete |= search.scheduler == Scheduler::full && result.end == Result::End::searched && result.tally.cut == 0;
    }
    complete_ &= complete;
  }

  // The full search of the question's own bounds has no end, as a rule; that of small ones has.
  void search_small_fully(ClientKind client, const Mix& mix, AtHang at_hang) {
    if (!question_.scheduler) run(client, mix, {.scheduler = Scheduler::full}, at_hang);
  }

  // Bounded first: it is quick, and what it finds has few context switches.
  [[nodiscard]] std::vector<Search> searches() const {
    if (question_.scheduler) return {{.scheduler = *question_.scheduler, .context_bound = context_bound}};
    return {{.scheduler = Scheduler::bound, .context_bound = context_bound}, {.scheduler = Scheduler::random}};
  }

  Result run(ClientKind client, const Mix& mix, Search search, AtHang at_hang) {
    search.budget_seconds = question_.budget_seconds - seconds();
    Result result;
    result.end = Result::End::out_of_budget;
    if (search.budget_seconds > 0) result = simulate_(simulation(client, mix, search, at_hang));
    overtaken_ = std::max(overtaken_, result.tally.overtaken);
    exit_waits_ |= result.tally.exit_waits;
    verdict_.executions += result.tally.executions;
    verdict_.blocked += result.tally.blocked;
    if (result.end == Result::End::unknown && verdict_.reason.empty()) verdict_.reason = result.reason;
    record(client, mix, search, result);
    if (result.end == Result::End::violated && (!violation_ || result.kind < violation_->kind)) {
      violation_ = {.client = client, .mix = mix, .at_hang = at_hang, .kind = result.kind, .trace = result.trace};
    }
    return result;
  }

  [[nodiscard]] Simulation simulation(ClientKind client, const Mix& mix, const Search& search, AtHang at_hang) const {
    return {
        .algorithm = question_.stem->name,
        .variant = question_.variant->name,
        .client = client,
        .mix = mix,
        .search = search,
        .settings = {.at_hang = at_hang, .step_limit = step_limit(mix, search.scheduler), .claimed_bypass = claimed_}};
  }

  void record(ClientKind client, const Mix& mix, const Search& search, const Result& result) {
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
    verdict_.runs.push_back({.client = std::string(name(client)),
                             .rounds = mix.text(),
                             .search = search.text(),
                             .executions = result.tally.executions,
                             .blocked = result.tally.blocked,
                             .complete = result.end == Result::End::searched,
                             .seconds = result.seconds,
                             .result = said()});
  }

  // --- the end -----------------------------------------------------------------------------------------------------------

  void conclude() {
    if (violation_) {
      verdict_.outcome = Outcome::violated;
      verdict_.kind = violation_->kind;
      verdict_.reason.clear();
      const auto [mix, trace] = smallest(*violation_);
      verdict_.counterexample = counterexample_text({.algorithm = verdict_.algorithm,
                                                     .variant = verdict_.variant,
                                                     .property = verdict_.property,
                                                     .kind = violation_->kind,
                                                     .engine = Engine::relacy},
                                                    mix, trace);
    } else {
      verdict_.outcome = verdict_.reason.empty() ? Outcome::not_refuted : Outcome::unknown;
      verdict_.complete = verdict_.reason.empty() && complete_;
      if (verdict_.reason.empty() && exit_waits_) verdict_.reason = "the exit section waits";
    }
    verdict_.seconds = seconds();
  }

  // The same violation with fewer threads, rounds and preemptions, if a quick search finds one.
  std::pair<Mix, Trace> smallest(const Violation& found) {
    for (const Mix& mix : smaller_mixes(found)) {
      for (unsigned bound = 0; bound <= context_bound; ++bound) {
        const Search search{.scheduler = Scheduler::bound, .context_bound = bound, .budget_seconds = 5};
        Result result = simulate_(simulation(found.client, mix, search, found.at_hang));
        const bool same = result.end == Result::End::violated && result.kind == found.kind;
        if (same) return {mix, std::move(result.trace)};
      }
    }
    return {found.mix, found.trace};
  }

  // Overtaking is counted at full size: who has fewer to overtake him is overtaken less.
  [[nodiscard]] std::vector<Mix> smaller_mixes(const Violation& found) const {
    if (found.client == ClientKind::bypass) return {found.mix};
    std::vector<Mix> mixes;
    for (int threads = question_.stem->fewest_threads; threads <= question_.threads; ++threads) {
      for (int rounds = 1; rounds <= question_.rounds; ++rounds) {
        const bool progress = found.client == ClientKind::progress;
        const auto these = progress ? progress_mixes(threads, rounds) : std::vector{Mix::all(threads, rounds)};
        mixes.insert(mixes.end(), these.begin(), these.end());
      }
    }
    return mixes;
  }

  [[nodiscard]] double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  const Question& question_;
  const Simulator& simulate_;
  Clock::time_point start_;
  Verdict verdict_;
  std::optional<Violation> violation_;
  bool complete_ = true;
  bool exit_waits_ = false;
  int overtaken_ = 0;  // the most, since it was set to 0
  int claimed_ = -1;
};

}  // namespace

MakeProgram program_for(const Programs& programs, ClientKind client) {
  switch (client) {
    case ClientKind::occupancy:
      return programs.occupancy;
    case ClientKind::visibility:
      return programs.visibility;
    case ClientKind::progress:
      return programs.progress;
    case ClientKind::bypass:
      return programs.bypass;
  }
  return nullptr;
}

Verdict check(const Question& question, const Simulator& simulate) { return Inquiry(question, simulate).answer(); }

}  // namespace turnstile::relacy
