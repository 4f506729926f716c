// One Relacy simulation: a program, its rounds, and how to search.
#pragma once

#include <cstdint>
#include <string>

#include "models/engines/observation/observer.hpp"
#include "models/vocabulary/program.hpp"
#include "models/vocabulary/scheduler.hpp"
#include "models/vocabulary/trace.hpp"
#include "models/vocabulary/verdict.hpp"

namespace turnstile::relacy {

// What Relacy's own model is, and how far it reaches (docs/limits.md).
inline constexpr const char* model = "Relacy: C++11 atomics, reads at most one (random search: two) stores back";

inline constexpr int fewest_threads = 2;
inline constexpr int most_threads = 4;

struct Search {
  Scheduler scheduler = Scheduler::random;
  unsigned context_bound = 3;          // of `bound`: preemptions in one execution
  std::uint64_t iterations = 100'000;  // of `random`; the others end by themselves
  // Operations in all executions together; the search is given up after about so many. The same on every machine.
  std::uint64_t work_limit = 60'000'000;
  double budget_seconds = 60;

  [[nodiscard]] std::string text() const;  // "random", "bound 3", "full"
};

struct Result {
  enum class End : std::uint8_t { searched, violated, out_of_budget, unknown };
  End end = End::unknown;
  Kind kind = Kind::none;
  std::string reason;  // of unknown
  Observer::Tally tally;
  double seconds = 0;
  Trace trace;  // of the violation
};

// Searches until a violation, the end, or the end of the budget. Only one simulation in a process, and no other threads:
// Relacy keeps its state in globals, and does not clean up after a violation.
Result simulate(MakeProgram make, const Mix& mix, const Search& search, const Observer::Settings& settings);

}  // namespace turnstile::relacy
