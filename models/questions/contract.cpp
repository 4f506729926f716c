#include "models/questions/contract.hpp"

#include <algorithm>
#include <utility>

#include "models/vocabulary/row.hpp"

namespace turnstile {

namespace {

bool explores_everything(Engine engine) { return engine == Engine::rc11 || engine == Engine::uniprocessor; }

bool has_client(const Programs& programs, Property property) {
  return std::ranges::any_of(programs, [&](const ClientProgram& p) { return p.client->asks == property; });
}

}  // namespace

std::pair<Outcome, Kind> Expectation::from(Engine engine) const {
  if (undecided_by.contains(engine)) return {Outcome::unknown, Kind::none};
  if (const auto other = seen_as.find(engine); other != seen_as.end()) return {Outcome::violated, other->second};
  switch (outcome) {
    case Outcome::violated:
      if (seen_by.contains(engine)) return {Outcome::violated, kind};
      return {explores_everything(engine) ? Outcome::holds : Outcome::not_refuted, Kind::none};
    case Outcome::holds:
      return {explores_everything(engine) ? Outcome::holds : Outcome::not_refuted, Kind::none};
    default:
      return {outcome, kind};
  }
}

Expectation holds() { return {.outcome = Outcome::holds}; }

Expectation bypass_at_most(int bound) { return {.outcome = Outcome::holds, .bypass = {{"thread", bound}}}; }

Expectation bypass_by_class(std::optional<int> writer, std::optional<int> reader) {
  Expectation expectation = writer && reader ? holds() : violated(Kind::bypass);
  expectation.bypass = {{"writer", writer}, {"reader", reader}};
  return expectation;
}

Expectation not_applicable() { return {}; }

Expectation violated(Kind kind, Engines seen_by) {
  return {.outcome = Outcome::violated, .kind = kind, .seen_by = seen_by};
}

Expectation seen_as(Kind kind, Engine by, Expectation expectation) {
  expectation.seen_as[by] = kind;
  return expectation;
}

Expectation undecided_by(Engines engines, Expectation expectation) {
  expectation.undecided_by = engines;
  return expectation;
}

const Expectation& Contract::of(Property property) const {
  static const Expectation none;
  switch (property) {
    case Property::mutual_exclusion:
      return mutual_exclusion;
    case Property::progress:
      return progress;
    case Property::bounded_waiting:
      return bounded_waiting;
    case Property::linearizability:
      return linearizability;
  }
  return none;
}

const Reach::Rounds& Reach::of(Property property) const {
  switch (property) {
    case Property::mutual_exclusion:
      return mutual_exclusion;
    case Property::progress:
      return progress;
    case Property::bounded_waiting:
      return bounded_waiting;
    case Property::linearizability:
      break;
  }
  return linearizability;
}

bool Variant::asks(Engine engine, Property property) const {
  if (engine == Engine::relacy) return !programs.empty();
  if (engine == Engine::rc11) return has_client(rc11, property);
  if (engine != Engine::uniprocessor || on_uniprocessor.explore == nullptr) return false;
  return property != Property::bounded_waiting || has_priorities;
}

int Variant::contracted_rounds(Engine engine, Property property, const Party& party, bool thorough) const {
  if (engine == Engine::rc11) {
    const Reach::Rounds& rounds = reach.of(property);
    if (party.threads < 3) return rounds.of_two_threads;
    return thorough ? rounds.of_three : rounds.of_three_quickly;
  }
  return property == Property::bounded_waiting ? contract_bypass_rounds : contract_rounds;
}

std::vector<Party> Stem::parties_of(Engine engine) const {
  if (engine != Engine::rc11 || has_readers()) return parties;
  std::vector<Party> smaller;
  for (int threads = fewest_threads; threads <= parties.back().threads; ++threads) {
    smaller.push_back({.threads = threads});
  }
  return smaller;
}

std::string Stem::header_of(const Variant& variant) const {
  constexpr std::string_view right = "correct";
  const std::string file = variant.broken() ? variant.name : name + variant.name.substr(right.size());
  return "algorithms/" + name + "/" + file + ".hpp";
}

}  // namespace turnstile
