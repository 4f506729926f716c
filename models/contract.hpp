// What is known of an algorithm: the verdict that each property must get, from each engine.
#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/clients/program.hpp"
#include "models/verdict.hpp"

namespace turnstile {

// A set of engines.
class Engines {
 public:
  constexpr Engines() = default;
  constexpr Engines(std::initializer_list<Engine> engines) {
    for (const Engine engine : engines) bits_ |= bit(engine);
  }
  [[nodiscard]] constexpr bool contains(Engine engine) const { return (bits_ & bit(engine)) != 0; }

 private:
  static constexpr unsigned bit(Engine engine) { return 1U << static_cast<unsigned>(engine); }
  unsigned bits_ = 0;
};

inline constexpr Engines model_checkers_and_interleavings = {Engine::relacy, Engine::rc11, Engine::interleavings};
// Those that can see what only weak memory breaks.
inline constexpr Engines weak_memory_engines = {Engine::relacy, Engine::rc11};

// What is expected of one property. A right algorithm can have a violated one: that is knowledge.
struct Expectation {
  Outcome outcome = Outcome::not_applicable;
  Kind kind = Kind::none;
  Engines seen_by{};                  // the engines that can see the violation; the others must be shown not to
  std::optional<int> bypass_bound{};  // of bounded_waiting, where it holds

  // What `engine` must answer. No search but the exhaustive one ever says `holds`.
  [[nodiscard]] std::pair<Outcome, Kind> from(Engine engine) const;
};

Expectation holds();
Expectation bypass_at_most(int bound);
Expectation not_applicable();
// Seen by Relacy, RC11 and interleavings, unless said otherwise.
Expectation violated(Kind kind, Engines seen_by = model_checkers_and_interleavings);

struct Contract {
  Expectation mutual_exclusion{};
  Expectation progress{};
  Expectation bounded_waiting{};
  bool thread_sanitizer = false;  // a stress test under ThreadSanitizer reports a data race

  [[nodiscard]] const Expectation& of(Property property) const;
};

// One text of an algorithm: a right form, or a broken one.
struct Variant {
  std::string name{};     // "correct", "correct_rmw", "broken_acq_rel"
  std::string sibling{};  // of a broken variant: the right form that it differs from in one place
  Contract contract{};
  Programs programs{};

  [[nodiscard]] bool broken() const { return !sibling.empty(); }
};

// An algorithm with all its forms.
struct Stem {
  std::string name{};
  int fewest_threads = 2;
  int most_threads = 2;
  int threads = 2;  // that the contract is checked with
  std::vector<Variant> variants{};

  // "algorithms/peterson/peterson_rmw.hpp" for "correct_rmw", "algorithms/peterson/broken_acq_rel.hpp" for that one.
  [[nodiscard]] std::string header_of(const Variant& variant) const;
};

// The contract is checked with this many rounds; bounded waiting with 1, 2, 3.
inline constexpr int contract_rounds = 2;
inline constexpr int contract_bypass_rounds = 3;

// Every algorithm that this program was linked with, in the order of the course.
const std::vector<Stem>& catalogue();

}  // namespace turnstile
