#include "models/library/result.hpp"

#include <iostream>

#include "models/engines/rc11/execution.hpp"

namespace turnstile {

namespace detail {

std::string inside_of_a_check() { return rc11::Execution::running() ? "a check inside of a check" : ""; }

namespace {

std::string text_of(const Bounds& bounds) {
  std::string text = std::to_string(bounds.threads) + (bounds.threads == 1 ? " thread" : " threads");
  if (bounds.rounds > 0) text += " x " + std::to_string(bounds.rounds) + (bounds.rounds == 1 ? " round" : " rounds");
  if (!bounds.mix.empty()) text += " (" + bounds.mix + ")";
  return text;
}

std::string text_of(const Bypass& bypass) {
  if (bypass.bound) return (bypass.exact ? "" : "at most ") + std::to_string(*bypass.bound);
  std::string text;
  for (const auto& [rounds, most] : bypass.by_rounds) text += (text.empty() ? "" : " ") + std::to_string(most);
  return text + " ...";
}

}  // namespace
}  // namespace detail

bool CheckResult::as_expected() const {
  if (verdict != expected.verdict) return false;
  return verdict != Outcome::violated || expected.kind == Kind::none || kind == expected.kind;
}

std::string CheckResult::summary() const {
  std::string text = name + ": " + std::string(turnstile::name(verdict));
  if (kind != Kind::none) text += " " + std::string(turnstile::name(kind));
  if (property) text += ", " + std::string(turnstile::name(*property));
  text += ", " + detail::text_of(bounds);
  for (const auto& [of_class, measured] : bypass) text += ", bypass of a " + of_class + " " + detail::text_of(measured);
  if (spurious) {
    text += ", at most " + std::to_string(*spurious) + (*spurious == 1 ? " failure" : " failures") +
            " of a weak compare-exchange for no reason a thread";
  }
  if (!reason.empty()) text += ": " + reason;
  return text;
}

std::ostream& operator<<(std::ostream& out, const CheckResult& result) {
  out << result.summary() << '\n';
  if (!result.counterexample.empty()) out << '\n' << result.counterexample;
  return out;
}

int report(const CheckResult& result) {
  std::cout << result;
  if (!result.as_expected()) {
    std::cout << "expected: " << name(result.expected.verdict);
    if (result.expected.kind != Kind::none) std::cout << ' ' << name(result.expected.kind);
    std::cout << '\n';
  }
  return result.as_expected() ? 0 : 1;
}

}  // namespace turnstile
