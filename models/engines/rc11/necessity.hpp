// Whether each memory order of a form is necessary: it is weakened by one step, and the form checked again, with more
// and more threads and rounds, until something shows that the form itself does not.
//
// One step is enough. Every execution with an order is one with any weaker order too, so that what refutes one step
// refutes all steps below it.
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "models/engines/rc11/check.hpp"
#include "models/questions/contract.hpp"
#include "models/vocabulary/weakening.hpp"

namespace turnstile::rc11 {

// The sizes at which a form is checked.
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
// Smallest first: 2x1, 2x2, 2x3, 3x1 and so on.
std::vector<Size> sizes_of(const Stem& stem, const SizeLimits& limits);

// Whether the verdict is a violation that the contract does not have.
bool refutes(const Verdict& verdict, const Expectation& expectation);

// What was found out about the form without any weakening.
struct Survey {
  std::vector<WrittenOrder> orders;  // in the order of the text, those of its own alone
  // One line for each answer that must not be: it is not the contract's, or not about all executions, so that an order
  // may be missing.
  std::vector<std::string> troubles;

  [[nodiscard]] std::vector<Weakening> weakenings() const;
};

// What became of a weakened form.
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

// Asks about one form. Several threads may use it at once.
class Necessity {
 public:
  // `budget_seconds` is for each question about the form as it is, and for each attempt.
  Necessity(const Stem& stem, const Variant& variant, const SizeLimits& limits, double budget_seconds,
            Explorer explore);

  // Explores the form as it is, with one round of each thread: there every order should come up.
  void survey();
  // Also explores the form as it is, where that was not done before: only what it answers itself can be refuted.
  Attempt attempt(const Weakening& weakening);
  // What all explorations until now have found.
  [[nodiscard]] Survey found() const;

 private:
  // A question about the form, and what it answers as it is.
  struct Asked {
    Size size;
    Property property{};
    mutable std::mutex mutex{};  // of the rest
    bool answered = false;
    bool as_contracted = false;
    bool is_trouble = false;
    std::string reason{};  // if it is, or is not as contracted

    Asked(const Size& s, Property p) : size(s), property(p) {}
    [[nodiscard]] std::string with(const std::string& what) const;
  };

  void ask_as_it_is(Asked& asked);
  [[nodiscard]] Question question(const Asked& asked, double budget_seconds) const;
  static void refuted(Attempt& attempt, const Asked& asked, const Verdict& verdict);

  const Stem& stem_;
  const Variant& variant_;
  double budget_seconds_;
  Explorer explore_;
  std::deque<Asked> questions_;  // smallest first
  mutable std::mutex orders_mutex_;
  std::set<WrittenOrder> orders_;
};

// Whether this is the weakening that was declared to survive.
bool is_exception(const OrderException& exception, const Weakening& weakening, const std::vector<WrittenOrder>& orders);

// "peterson.hpp:37"
std::string place(const WrittenOrder& order);

}  // namespace turnstile::rc11
