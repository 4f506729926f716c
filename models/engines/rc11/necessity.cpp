#include "models/engines/rc11/necessity.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace turnstile::rc11 {

namespace {

// The property that refutes soonest stands first.
constexpr std::array all_properties = {Property::mutual_exclusion, Property::progress, Property::linearizability,
                                       Property::bounded_waiting};

constexpr int most_rounds = 3;

std::vector<Party> parties_of(const Stem& stem) {
  std::vector<Party> parties;
  if (stem.has_readers()) {
    parties = stem.parties;
  } else {
    const int most = std::ranges::max(stem.parties, {}, &Party::threads).threads;
    for (int threads = stem.fewest_threads; threads <= most; ++threads) parties.push_back({.threads = threads});
  }
  return parties;
}

// Bounded waiting that is not promised cannot be broken.
bool promised(Property property, const Expectation& expectation) {
  if (property == Property::bounded_waiting) return expectation.outcome == Outcome::holds;
  return expectation.outcome != Outcome::not_applicable;
}

// Orders in clients are not the algorithm's. What algorithms share is part of each of them.
bool of_the_algorithm(const WrittenOrder& order) { return !order.file.starts_with("models/clients/"); }

bool overtaken_more_often(const Verdict& verdict, const std::string& of_class, int bound) {
  const auto measured = verdict.bypass.find(of_class);
  return measured != verdict.bypass.end() && measured->second.bound.value_or(0) > bound;
}

// Asks the engine, and takes overtaking beyond the contracted bound for a violation.
Verdict answer(const Question& question, const Explorer& explore) {
  const Expectation expectation = question.expectation();
  Verdict verdict = check(question, explore);
  if (verdict.outcome == Outcome::violated) return verdict;
  for (const auto& [of_class, bound] : expectation.bypass) {
    if (bound && overtaken_more_often(verdict, of_class, *bound)) {
      return refute_bypass(question, of_class, *bound, explore);
    }
  }
  return verdict;
}

std::string header(const WrittenOrder& order) { return order.file.substr(order.file.rfind('/') + 1); }

std::string headline(const Weakening& weakening) {
  const WrittenOrder& written = weakening.written;
  return fmt::format("With {} in the place of {}: {} in {}\n", name(weakening.weaker), name(written.order),
                     name(written.operation), place(written));
}

int rank(Outcome outcome) {
  if (outcome == Outcome::unknown) return 2;
  return outcome == Outcome::not_refuted ? 1 : 0;
}

// Notes the outcome that weighs most: unknown outranks not refuted, which outranks holds.
void note(Attempt& attempt, Outcome outcome, const std::string& reason) {
  if (rank(outcome) <= rank(attempt.outcome)) return;
  attempt.outcome = outcome;
  attempt.reason = reason;
}

std::string said(const Verdict& verdict) {
  std::string text(name(verdict.outcome));
  if (verdict.kind != Kind::none) text += fmt::format(" {}", name(verdict.kind));
  return verdict.reason.empty() ? text : text + ", " + verdict.reason;
}

}  // namespace

std::string Size::text() const {
  if (party.readers > 0) return fmt::format("{} x {}", party.text(), rounds);
  return fmt::format("{}x{}", party.threads, rounds);
}

std::string place(const WrittenOrder& order) { return fmt::format("{}:{}", header(order), order.line); }

std::vector<Size> sizes_of(const Stem& stem, const SizeLimits& limits) {
  std::vector<Size> sizes;
  for (const Party& party : parties_of(stem)) {
    if (party.threads > limits.most_threads.value_or(party.threads)) continue;
    for (int rounds = 1; rounds <= std::min(most_rounds, limits.most_rounds.value_or(most_rounds)); ++rounds) {
      sizes.push_back({.party = party, .rounds = rounds});
    }
  }
  std::ranges::sort(sizes, {}, [](const Size& s) { return std::tuple(s.party.threads, s.rounds, s.party.writers()); });
  return sizes;
}

bool refutes(const Verdict& verdict, const Expectation& expectation) {
  return verdict.outcome == Outcome::violated &&
         expectation.from(Engine::rc11) != std::pair(Outcome::violated, verdict.kind);
}

std::vector<Weakening> Survey::weakenings() const {
  std::vector<Weakening> all;
  for (const WrittenOrder& order : orders) {
    for (const Weakening& weakening : weakenings_of(order)) all.push_back(weakening);
  }
  return all;
}

Necessity::Necessity(const Stem& stem, const Variant& variant, const SizeLimits& limits, double budget_seconds,
                     Explorer explore)
    : stem_(stem), variant_(variant), budget_seconds_(budget_seconds), explore_(std::move(explore)) {
  for (const Size& size : sizes_of(stem_, limits)) {
    const Contract contract = variant_.contract.of(size.party);
    for (const Property property : all_properties) {
      if (!variant_.asks(Engine::rc11, property) || !promised(property, contract.of(property))) continue;
      if (size.rounds > variant_.contracted_rounds(Engine::rc11, property, size.party)) continue;
      questions_.emplace_back(size, property);
    }
  }
}

std::string Necessity::Asked::with(const std::string& what) const {
  return fmt::format("{} {}: {}", size.text(), name(property), what);
}

Question Necessity::question(const Asked& asked, double budget_seconds) const {
  return {.stem = &stem_,
          .variant = &variant_,
          .engine = Engine::rc11,
          .property = asked.property,
          .party = asked.size.party,
          .rounds = asked.size.rounds,
          .scheduler = std::nullopt,
          .budget_seconds = budget_seconds,
          .fewest_rounds = asked.size.rounds};
}

void Necessity::ask_as_it_is(Asked& asked) {
  const std::scoped_lock guard(asked.mutex);
  if (asked.answered) return;
  const Question q = question(asked, budget_seconds_);
  const Verdict verdict = answer(q, [&](Job job) {
    job.record_orders = true;
    Result result = explore_(job);
    const std::scoped_lock orders_guard(orders_mutex_);
    std::ranges::copy_if(result.orders, std::inserter(orders_, orders_.end()), of_the_algorithm);
    return result;
  });
  const Expectation expectation = q.expectation();
  const bool unknown = verdict.outcome == Outcome::unknown;
  const bool may_be = unknown && expectation.from(Engine::rc11).first == Outcome::unknown;
  const bool may_miss_orders = asked.size.rounds == 1 && verdict.outcome == Outcome::not_refuted;
  asked.as_contracted = !unknown && !refutes(verdict, expectation);
  asked.is_trouble = may_miss_orders || !(asked.as_contracted || may_be);
  asked.reason = asked.with("without weakening " + said(verdict));
  asked.answered = true;
}

void Necessity::survey() {
  for (Asked& asked : questions_) {
    if (asked.size.rounds == 1) ask_as_it_is(asked);
  }
}

Survey Necessity::found() const {
  Survey survey;
  for (const Asked& asked : questions_) {
    const std::scoped_lock guard(asked.mutex);
    if (asked.is_trouble) survey.troubles.push_back(asked.reason);
  }
  const std::scoped_lock guard(orders_mutex_);
  survey.orders.assign(orders_.begin(), orders_.end());
  return survey;
}

void Necessity::refuted(Attempt& attempt, const Asked& asked, const Verdict& verdict) {
  attempt.outcome = Outcome::violated;
  attempt.kind = verdict.kind;
  attempt.property = asked.property;
  attempt.size = asked.size;
  attempt.reason.clear();
  attempt.counterexample = headline(attempt.weakening) + verdict.counterexample;
}

Attempt Necessity::attempt(const Weakening& weakening) {
  const Explorer explore_weakened = [&](Job job) {
    job.weakening = weakening;
    return explore_(job);
  };
  Attempt attempt = {.weakening = weakening, .outcome = Outcome::holds};
  for (Asked& asked : questions_) {
    const double left = budget_seconds_ - attempt.seconds;
    if (left <= 0) {
      note(attempt, Outcome::not_refuted, asked.with("the budget was used up"));
      break;
    }
    ask_as_it_is(asked);
    if (!asked.as_contracted) {
      note(attempt, Outcome::not_refuted, asked.reason);
      continue;
    }
    const Question q = question(asked, left);
    const Verdict verdict = answer(q, explore_weakened);
    attempt.seconds += verdict.seconds;
    if (refutes(verdict, q.expectation())) {
      refuted(attempt, asked, verdict);
      break;
    }
    const bool as_before = verdict.outcome == Outcome::violated;
    if (as_before) note(attempt, Outcome::not_refuted, asked.with("as without weakening"));
    if (!as_before && verdict.outcome != Outcome::holds) note(attempt, verdict.outcome, asked.with(verdict.reason));
  }
  if (questions_.empty()) note(attempt, Outcome::not_refuted, "nothing was asked");
  return attempt;
}

bool is_exception(const OrderException& exception, const Weakening& weakening,
                  const std::vector<WrittenOrder>& orders) {
  const WrittenOrder& written = weakening.written;
  return exception.header == header(written) && exception.line == written.line &&
         exception.operation == written.operation && exception.ordinal == ordinal(written, orders) &&
         exception.weaker == weakening.weaker;
}

}  // namespace turnstile::rc11
