#include "models/contract.hpp"

#include <utility>

namespace turnstile {

std::pair<Outcome, Kind> Expectation::from(Engine engine) const {
  switch (outcome) {
    case Outcome::violated:
      if (seen_by.contains(engine)) return {Outcome::violated, kind};
      return {Outcome::not_refuted, Kind::none};
    case Outcome::holds:
      return {engine == Engine::rc11 ? Outcome::holds : Outcome::not_refuted, Kind::none};
    default:
      return {outcome, kind};
  }
}

Expectation holds() { return {.outcome = Outcome::holds}; }

Expectation bypass_at_most(int bound) { return {.outcome = Outcome::holds, .bypass_bound = bound}; }

Expectation not_applicable() { return {}; }

Expectation violated(Kind kind, Engines seen_by) {
  return {.outcome = Outcome::violated, .kind = kind, .seen_by = seen_by};
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
    default:
      return none;
  }
}

std::string Stem::header_of(const Variant& variant) const {
  constexpr std::string_view right = "correct";
  const std::string file = variant.broken() ? variant.name : name + variant.name.substr(right.size());
  return "algorithms/" + name + "/" + file + ".hpp";
}

}  // namespace turnstile
