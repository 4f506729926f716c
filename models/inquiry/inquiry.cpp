#include "models/inquiry/inquiry.hpp"

#include <algorithm>
#include <memory>
#include <ranges>
#include <utility>

#include "models/counterexample/show_text.hpp"
#include "models/inquiry/mixes.hpp"

namespace turnstile {

namespace {

using SteadyClock = std::chrono::steady_clock;

bool covers(const ClientRow& one, const ClientRow& other) { return one.covers == other.name; }

std::string said(const Shown& shown) {
  switch (shown.end) {
    case Shown::End::searched:
      return "passed" + shown.detail;
    case Shown::End::violated:
      return std::string(name(shown.kind));
    case Shown::End::out_of_budget:
      return "out of budget" + shown.detail;
    case Shown::End::unknown:
      break;
  }
  return "unknown: " + shown.reason;
}

Run run_of(const Trial& trial, const std::string& search, const Shown& shown) {
  return {.client = std::string(trial.client->name),
          .rounds = trial.mix.text(),
          .search = search,
          .executions = shown.executions,
          .blocked = shown.blocked,
          .complete = shown.complete,
          .seconds = shown.seconds,
          .result = said(shown)};
}

}  // namespace

Verdict verdict_on(const Question& question, Engine engine, const std::string& model) {
  Verdict verdict;
  verdict.algorithm = question.stem->name;
  verdict.variant = question.variant->name;
  verdict.property = question.property;
  verdict.engine = engine;
  verdict.model = model;
  verdict.bounds = {.threads = question.party.threads, .rounds = question.rounds, .mix = question.party.text()};
  return verdict;
}

void show(Verdict& verdict, counterexample::Artifact artifact) {
  verdict.counterexample = counterexample::text(artifact, {});
  verdict.artifact = std::make_shared<const counterexample::Artifact>(std::move(artifact));
}

counterexample::Artifact artifact_of(const Verdict& verdict) {
  counterexample::Artifact artifact;
  artifact.algorithm = verdict.algorithm;
  artifact.variant = verdict.variant;
  artifact.property = verdict.property;
  artifact.kind = verdict.kind;
  artifact.engine = verdict.engine;
  artifact.model = verdict.model;
  return artifact;
}

// In an engine that explores everything, a client that covers another is asked before that one.
Inquiry::Inquiry(const Question& question, const Programs& programs, Engine engine, Extent extent,
                 const std::string& model)
    : question_(question), extent_(extent), start_(SteadyClock::now()), verdict_(verdict_on(question, engine, model)) {
  std::vector<const ClientRow*> later;
  for (const ClientProgram& program : programs) {
    if (program.client->asks != question.property) continue;
    const bool waits = explores_everything() && program.client->covers.empty();
    (waits ? later : clients_).push_back(program.client);
  }
  clients_.insert(clients_.end(), later.begin(), later.end());
}

Verdict Inquiry::answer() {
  if (question_.expectation().outcome == Outcome::not_applicable) {
    verdict_.outcome = Outcome::not_applicable;
    return verdict_;
  }
  for (const ClientRow* client : clients_) {
    if (!is_outranked(*client) && !is_covered(*client)) ask(*client);
  }
  return conclude();
}

// --- which clients are asked -------------------------------------------------------------------------------------------

// What an earlier client shows outranks what a later one would, except for a client that is covered: that one says how
// the property is violated. An overlap outranks the data race that comes with it. Among hangs the kind decides.
bool Inquiry::is_outranked(const ClientRow& client) const {
  if (!violation_ || question_.property == Property::progress) return false;
  return !explores_everything() || !covers(*violation_->trial.client, client);
}

// Whether the client that covers this one has shown that there is nothing to be found.
bool Inquiry::is_covered(const ClientRow& client) const {
  return explores_everything() && is_complete() &&
         std::ranges::any_of(clients_, [&](const ClientRow* other) { return covers(*other, client); });
}

void Inquiry::ask(const ClientRow& client) {
  if (client.counts_overtaking) return count_overtaking(client);
  for (const Mix& mix : mixes_to_run(client)) run({.client = &client, .mix = mix});
  ran_all_mixes_of(client);
}

// An engine that samples sees in many rounds what happens in few, and is asked about the most rounds only. Its scenes keep
// to the rounds of the contract, also where bounded waiting is asked with more.
std::vector<Mix> Inquiry::mixes_to_run(const ClientRow& client) const {
  int most = question_.rounds;
  if (client.scene && !explores_everything()) most = contract_rounds;
  if (client.most_rounds > 0) most = std::min(client.most_rounds, most);
  std::vector<Mix> mixes;
  for (int rounds = explores_everything() ? std::min(question_.fewest_rounds, most) : most; rounds <= most; ++rounds) {
    const std::vector<Mix> these = mixes_of(client, client.party.value_or(question_.party), rounds);
    mixes.insert(mixes.end(), these.begin(), these.end());
    const bool is_limited = explores_everything() && client.inner_rounds > 0;
    if (is_limited) mixes.back()[1] = std::min(client.inner_rounds, rounds);
  }
  return mixes;
}

// --- bounded waiting ---------------------------------------------------------------------------------------------------

void Inquiry::count_overtaking(const ClientRow& client) {
  for (int rounds = explores_everything() ? question_.fewest_rounds : 1; rounds <= question_.rounds; ++rounds) {
    overtaken_.clear();
    run({.client = &client, .mix = Mix::all(question_.party, rounds)});
    if (violation_) {
      // The numbers that samples have shown before the violation bound nothing.
      if (!explores_everything()) verdict_.bypass.clear();
      return;
    }
    keep_count(rounds);
  }
  for (auto& [of_class, measured] : verdict_.bypass) conclude_bypass(client, of_class, measured);
}

void Inquiry::keep_count(int rounds) {
  for (const auto& [of_class, seen] : overtaken_) {
    verdict_.bypass[of_class].by_rounds[rounds] = seen.most;
    if (!seen.exact) inexact_.insert(of_class);
  }
}

void Inquiry::conclude_bypass(const ClientRow& client, const std::string& of_class, Bypass& measured) {
  if (grows(measured.by_rounds)) {
    refute(claim_of_less(client, of_class, measured.by_rounds.rbegin()->second));
    return;
  }
  measured.bound = std::ranges::max(std::views::values(measured.by_rounds));
  measured.exact = explores_everything() && is_complete() && !inexact_.contains(of_class);
}

bool Inquiry::grows(const std::map<int, int>& by_rounds) const {
  int before = -1;
  for (const auto& [rounds, overtaken] : by_rounds) {
    if (overtaken <= std::exchange(before, overtaken)) return false;
  }
  return by_rounds.size() > 1 && by_rounds.rbegin()->first == question_.rounds;
}

Trial Inquiry::claim_of_less(const ClientRow& client, const std::string& of_class, int overtaken) const {
  return {.client = &client,
          .mix = Mix::all(question_.party, question_.rounds),
          .claim = counterexample::BypassClaim{.at_most = overtaken - 1, .of_class = of_class}};
}

// --- the books ---------------------------------------------------------------------------------------------------------

void Inquiry::note(const Trial& trial, const std::string& search, const Shown& shown) {
  verdict_.executions += shown.executions;
  verdict_.blocked += shown.blocked;
  exit_waits_ |= shown.exit_waits;
  for (const auto& [of_class, seen] : shown.overtaken) {
    const auto [all, is_new] = overtaken_.emplace(of_class, seen);
    if (is_new) continue;
    all->second.most = std::max(all->second.most, seen.most);
    all->second.exact &= seen.exact;
  }
  verdict_.runs.push_back(run_of(trial, search, shown));
  const bool passed = shown.end == Shown::End::searched || shown.end == Shown::End::out_of_budget;
  if (shown.end == Shown::End::unknown) be_unknown(shown.reason);
  if (shown.end == Shown::End::violated) note_violation(trial, shown.kind, shown.trace);
  if (passed && explores_everything() && !shown.complete && incomplete_.empty()) incomplete_ = said(shown);
}

// If several kinds are found, the one that stands first in Kind counts.
void Inquiry::note_violation(const Trial& trial, Kind kind, const Trace& trace) {
  if (!violation_ || kind < violation_->kind) violation_ = {.trial = trial, .kind = kind, .trace = trace};
}

void Inquiry::be_unknown(const std::string& reason) {
  if (unknown_.empty()) unknown_ = reason.empty() ? "no reason was given" : reason;
}

std::optional<Budget> Inquiry::budget() const {
  Budget left{.seconds = question_.budget_seconds - seconds()};
  if (left.seconds <= 0) return std::nullopt;
  if (!explores_everything() || question_.most_executions == 0) return left;
  if (verdict_.executions >= question_.most_executions) return std::nullopt;
  left.executions = question_.most_executions - verdict_.executions;
  return left;
}

double Inquiry::seconds() const { return std::chrono::duration<double>(SteadyClock::now() - start_).count(); }

// --- the end -----------------------------------------------------------------------------------------------------------

Verdict Inquiry::conclude() {
  if (violation_) {
    verdict_.outcome = Outcome::violated;
    verdict_.kind = violation_->kind;
    if (question_.show) show(verdict_, counterexample_of(*violation_));
  } else if (!unknown_.empty()) {
    verdict_.outcome = Outcome::unknown;
    verdict_.reason = unknown_;
  } else {
    conclude_not_violated();
  }
  verdict_.seconds = seconds();
  return verdict_;
}

void Inquiry::conclude_not_violated() {
  verdict_.complete = is_complete();
  verdict_.outcome = verdict_.complete && explores_everything() ? Outcome::holds : Outcome::not_refuted;
  verdict_.reason = remark();
}

std::string Inquiry::remark() const {
  if (!incomplete_.empty()) return incomplete_;
  if (verdict_.outcome == Outcome::holds) {
    for (const ClientRow* client : clients_) {
      if (!client->leaves_open.empty()) return std::string(client->leaves_open);
    }
  }
  return exit_waits_ ? "the exit section waits" : "";
}

}  // namespace turnstile
