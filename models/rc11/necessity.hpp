// Whether each memory order of a form is necessary: it is weakened by one step, and the form checked again, with more
// and more threads and rounds, until something shows that the form itself does not.
//
// One step is enough. Every execution with an order is one with any weaker order too, so that what refutes one step
// refutes all steps below it.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "models/contract.hpp"
#include "models/observation/weakening.hpp"
#include "models/rc11/check.hpp"

namespace turnstile::rc11 {

// The sizes at which a form is checked, smallest first.
struct Size {
  Party party;
  int rounds = 0;

  [[nodiscard]] std::string text() const;  // "2x3", "2R1W x 1"
  bool operator==(const Size&) const = default;
};

struct SizeLimits {
  std::optional<int> most_threads{};
  std::optional<int> most_rounds{};
};
std::vector<Size> sizes_of(const Stem& stem, const SizeLimits& limits);

// Whether the verdict is a violation that the contract does not have.
bool refutes(const Verdict& verdict, const Expectation& expectation);

// A question about the form, and what the form as it is answers.
struct Asked {
  Size size;
  Property property{};
  bool as_contracted = false;  // only then an other answer means something
  bool undecided = false;      // the engine cannot decide, and the contract says so
  std::string reason{};        // what else there is to say against the answer
};

// What was found out about the form as it is.
struct Survey {
  std::vector<WrittenOrder> orders;  // in the order of the text; the clients' own are left out
  std::vector<Asked> questions;

  [[nodiscard]] std::vector<Weakening> weakenings() const;
  // One line for each question with an answer that must not be: other than the contract's, or not of all executions, so
  // that an order may be missing.
  [[nodiscard]] std::vector<std::string> troubles() const;
};

// How a weakened form fared.
struct Attempt {
  Weakening weakening;
  Outcome outcome = Outcome::unknown;  // violated: the order is necessary
  Kind kind = Kind::none;
  Property property{};  // of a violation
  Size size{};          // likewise
  std::string counterexample{};
  std::string counterexample_file{};
  std::string reason{};  // why it is unknown or not refuted
  double seconds = 0;

  [[nodiscard]] bool killed() const { return outcome == Outcome::violated; }
};

// Answers about one form.
class Necessity {
 public:
  // `budget_seconds` for the survey, and for each attempt.
  Necessity(const Stem& stem, const Variant& variant, const SizeLimits& limits, double budget_seconds,
            Explorer explore);

  [[nodiscard]] Survey survey() const;
  [[nodiscard]] Attempt attempt(const Weakening& weakening, const Survey& survey) const;

 private:
  [[nodiscard]] std::vector<Asked> questions() const;
  [[nodiscard]] Question question(const Asked& asked, double budget_seconds) const;

  const Stem& stem_;
  const Variant& variant_;
  SizeLimits limits_;
  double budget_seconds_;
  Explorer explore_;
};

// Whether this is the weakening that was declared to survive.
bool is_exception(const OrderException& exception, const Weakening& weakening, const std::vector<WrittenOrder>& orders);

// "peterson.hpp:37"
std::string place(const WrittenOrder& order);

}  // namespace turnstile::rc11
