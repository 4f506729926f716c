// What is known of an algorithm: the verdict that each property must get, from each engine.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/counterexample/replay.hpp"
#include "models/vocabulary/program.hpp"
#include "models/vocabulary/trace.hpp"
#include "models/vocabulary/verdict.hpp"

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
// The engines that can see what only weak memory breaks.
inline constexpr Engines weak_memory_engines = {Engine::relacy, Engine::rc11};

// How often a thread of this class is overtaken at most; nothing: it grows with the rounds.
struct BypassBound {
  std::string of_class{};  // "thread"; of reader-writer locks "writer", "reader"
  std::optional<int> bound{};
};

// What is expected for one property. A right algorithm can violate one, too: the contract says so.
struct Expectation {
  Outcome outcome = Outcome::not_applicable;
  Kind kind = Kind::none;
  Engines seen_by{};                  // the engines that can see the violation; the others must be shown not to
  Engines undecided_by{};             // those that cannot decide, and must say so
  std::map<Engine, Kind> seen_as{};   // those that see the cause, or the harm, where the others see the other one
  std::vector<BypassBound> bypass{};  // of bounded_waiting; a class that is not named is not compared

  // What `engine` must answer. Only engines that explore everything ever say `holds`.
  [[nodiscard]] std::pair<Outcome, Kind> from(Engine engine) const;
};

Expectation holds();
Expectation bypass_at_most(int bound);
// Bounded waiting of a reader-writer lock. Where one class can be overtaken without bound it is violated.
Expectation bypass_by_class(std::optional<int> writer, std::optional<int> reader);
Expectation not_applicable();
// The violation is seen by Relacy, RC11 and interleavings, unless said otherwise.
Expectation violated(Kind kind, Engines seen_by = model_checkers_and_interleavings);

// The same violation, which this engine sees as one of another kind.
Expectation seen_as(Kind kind, Engine by, Expectation expectation);
// The same, but these engines must say that they cannot decide it.
Expectation undecided_by(Engines engines, Expectation expectation);

struct Contract {
  Expectation mutual_exclusion{};
  Expectation progress{};
  Expectation bounded_waiting{};
  Expectation linearizability{};
  bool thread_sanitizer = false;  // a stress test under ThreadSanitizer reports a data race

  [[nodiscard]] const Expectation& of(Property property) const;
};

// What the engine of the simulated processor found (models/engines/uniprocessor/).
struct Exploration {
  Outcome outcome = Outcome::unknown;
  Kind kind = Kind::none;
  std::string reason{};
  std::uint64_t executions = 0;
  std::uint64_t blocked = 0;  // ended by a hang, where the question was another one
  bool complete = false;      // all scenarios inside the bounds were tried
  int tasks = 0;              // the bounds
  int locks = 0;
  std::string bounds{};  // "2-3 tasks, 1-2 locks, arrivals 0..8"
  std::vector<Run> runs{};
  // The scenario of a violation, and which task ran when. The reason names the violation.
  std::optional<counterexample::Schedule> schedule{};
};

// How a form is asked about on the simulated processor. Null pointers: it is not asked there.
struct OnUniprocessor {
  // A search that runs out of budget gives `not_refuted`. Without `thorough`, fewer arrivals are tried.
  Exploration (*explore)(Property property, double budget_seconds, bool thorough) = nullptr;
  // Runs the schedule of an artifact again.
  counterexample::Replayed (*replay)(const counterexample::Artifact& artifact) = nullptr;
};

// A contract, which can depend on the party.
class ContractFor {
 public:
  ContractFor() = default;
  ContractFor(Contract contract) : always_(std::move(contract)) {}
  ContractFor(Contract (*by_party)(const Party&)) : by_party_(by_party) {}

  [[nodiscard]] Contract of(const Party& party) const { return by_party_ != nullptr ? by_party_(party) : always_; }

 private:
  Contract always_;
  Contract (*by_party_)(const Party&) = nullptr;
};

// The contract is checked with this many rounds; bounded waiting with 1, 2, 3.
inline constexpr int contract_rounds = 2;
inline constexpr int contract_bypass_rounds = 3;

// The bounds that the exhaustive engine checks a contract with: this many rounds, and all fewer ones. 0: not asked.
struct Reach {
  struct Rounds {
    int of_two_threads = 3;
    int of_three = 2;
    int of_three_quickly = of_three;  // unless somebody asks to be thorough: where more take seconds
  };
  Rounds mutual_exclusion{};
  Rounds progress{};
  Rounds bounded_waiting{};
  Rounds linearizability{};

  [[nodiscard]] const Rounds& of(Property property) const;
};

// One text of an algorithm: a right form, or a broken one.
struct Variant {
  std::string name{};     // "correct", "correct_rmw", "broken_acq_rel"
  std::string sibling{};  // of a broken variant: the right form that it differs from in one place
  ContractFor contract{};
  Programs programs{};       // for Relacy; none: not asked
  Programs rc11{};           // for the exhaustive engine; likewise
  Programs interleavings{};  // to run counterexamples of Relacy's and of the property tests again
  Reach reach{};             // of the exhaustive engine
  OnUniprocessor on_uniprocessor{};
  // The form is a priority protocol, whose bounded waiting is bounded inversion. The simulated processor is not asked
  // about the bounded waiting of other locks.
  bool has_priorities = false;
  // The form is a lock whose threads stand in a line: Relacy's bounded search of several rounds takes too long to end.
  bool is_queue = false;

  [[nodiscard]] bool broken() const { return !sibling.empty(); }
  // Whether it is asked if its memory orders are necessary.
  [[nodiscard]] bool has_orders() const { return !rc11.empty(); }
  // Whether this engine is asked this property, if the contract has it.
  [[nodiscard]] bool asks(Engine engine, Property property) const;
  // The rounds that this engine checks the contract with; 0: it is not asked.
  [[nodiscard]] int contracted_rounds(Engine engine, Property property, const Party& party, bool thorough = true) const;
};

// Every memory order of a right form must be necessary (models/engines/rc11/necessity.hpp). The exception is an order
// that nothing refutes when it is weakened, and that stays as it is for a reason: the algorithm's page proves it.
struct OrderException {
  std::string header{};  // "cas_stack.hpp"
  unsigned line = 0;
  Operation operation{};
  int ordinal = 1;  // where the line has several such operations
  std::memory_order weaker{};
  std::string proof{};  // "docs/cas.md#the-order-on-success"
};

// An algorithm with all its forms.
struct Stem {
  std::string name{};
  int fewest_threads = 2;
  int most_threads = 2;
  std::vector<Party> parties = {{.threads = 2}};  // that the contract is checked with
  std::vector<OrderException> order_exceptions{};
  std::vector<Variant> variants{};

  [[nodiscard]] bool has_readers() const { return parties.front().readers > 0; }
  // The parties that this engine checks the contract with: the exhaustive engine also takes fewer threads.
  [[nodiscard]] std::vector<Party> parties_of(Engine engine) const;

  // "algorithms/peterson/peterson_rmw.hpp" for "correct_rmw", "algorithms/peterson/broken_acq_rel.hpp" for that one.
  [[nodiscard]] std::string header_of(const Variant& variant) const;
};

// Every algorithm that this program was linked with, in the order of the course.
const std::vector<Stem>& catalogue();

}  // namespace turnstile
