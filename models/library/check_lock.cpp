#include <algorithm>
#include <map>
#include <utility>

#include "models/counterexample/artifact.hpp"
#include "models/counterexample/show_text.hpp"
#include "models/engines/rc11/check.hpp"
#include "models/engines/rc11/client.hpp"
#include "models/engines/rc11/shrink.hpp"
#include "models/library/result.hpp"
#include "models/library/search.hpp"
#include "models/vocabulary/answers.hpp"

namespace turnstile::detail {

namespace {

std::string complaint_about(const LockOptions& options, bool has_readers) {
  if (options.threads < 1) return "nobody uses the lock";
  if (options.threads > max_threads) return "more than " + std::to_string(max_threads) + " threads";
  if (options.rounds < 1) return "nobody takes the lock";
  if (options.readers < 0 || options.readers > options.threads) return "readers are some of the threads";
  if (options.readers > 0 && !has_readers) return "the lock has no lock_shared(self) and unlock_shared(self)";
  if (options.properties.empty()) return "no property is asked";
  if (std::ranges::find(options.properties, Property::linearizability) != options.properties.end()) {
    return "a lock has no linearizability";
  }
  return complaint(options.effort);
}

// Asks the suite's own questions of a lock that is in no catalogue.
class LockCheck {
 public:
  LockCheck(std::string_view name, const Programs& programs, const LockOptions& options)
      : options_(options), spender_(options.effort) {
    variant_.contract = Contract{
        .mutual_exclusion = turnstile::holds(), .progress = turnstile::holds(), .bounded_waiting = turnstile::holds()};
    variant_.rc11 = programs;
    stem_.name = name;
    stem_.fewest_threads = std::min(2, options.threads);
  }

  CheckResult result() {
    CheckResult all;
    for (const Property property : options_.properties) add(all, verdict_of(property), property);
    all.complete = all.verdict == Outcome::holds;
    all.seconds = spender_.seconds();
    all.share = share_;
    if (limited_) all.spurious = options_.effort.spurious;
    return all;
  }

 private:
  Verdict verdict_of(Property property) {
    const Question question{.stem = &stem_,
                            .variant = &variant_,
                            .engine = Engine::rc11,
                            .property = property,
                            .party = {.threads = options_.threads, .readers = options_.readers},
                            .rounds = options_.rounds,
                            .scheduler = {},
                            .budget_seconds = std::max(spender_.seconds_left(), 0.0)};
    return rc11::check(question, [this](const rc11::Job& job) { return explore(job); });
  }

  rc11::Result explore(const rc11::Job& job) {
    const MakeProgram make = variant_.rc11.of(*job.client);
    rc11::Options asked = rc11::options_of(job);
    asked.limits.notify_after_destroy = options_.notify_after_destroy;
    rc11::Result result = spender_.spend(asked, [&](const rc11::Options& options) {
      rc11::Result found = rc11::explore(make, job.mix, options);
      rc11::shrink(found, make, job.mix, options);
      return found;
    });
    if (result.spurious_limited) limited_ = true;
    share_ = std::min(share_, result.complete ? 1.0 : result.share);
    if (result.end == rc11::Result::End::violated) why_[result.kind] = result.reason;
    return result;
  }

  void add(CheckResult& all, const Verdict& verdict, Property property) const {
    all.executions += verdict.executions;
    all.blocked += verdict.blocked;
    all.bypass.insert(verdict.bypass.begin(), verdict.bypass.end());
    const bool first = all.model.empty();
    if (!first && gravity(verdict.outcome) <= gravity(all.verdict)) return;
    all.model = verdict.model;
    all.verdict = verdict.outcome;
    all.kind = verdict.kind;
    const auto why = why_.find(verdict.kind);
    all.reason = verdict.outcome == Outcome::violated && why != why_.end() ? why->second : verdict.reason;
    if (verdict.artifact) all.counterexample = counterexample::text(*verdict.artifact, {.details = true});
    all.property.reset();
    if (verdict.outcome != Outcome::holds) all.property = property;
  }

  const LockOptions& options_;
  Spender spender_;
  Stem stem_;
  Variant variant_;
  bool limited_ = false;
  double share_ = 1;
  std::map<Kind, std::string> why_;  // of violations, where the engine said more than their kind
};

}  // namespace

CheckResult check_lock(std::string_view name, const Programs& programs, bool has_readers, const LockOptions& options) {
  CheckResult result;
  result.reason = complaint_about(options, has_readers);
  if (result.reason.empty()) result.reason = inside_of_a_check();
  if (result.reason.empty()) result = LockCheck(name, programs, options).result();
  result.name = name;
  result.model = rc11::model;
  const Party party{.threads = options.threads, .readers = options.readers};
  result.bounds = {.threads = options.threads, .rounds = options.rounds, .mix = party.text()};
  result.expected = options.expected;
  return result;
}

}  // namespace turnstile::detail
