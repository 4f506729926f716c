// What a search is asked: which program, how far, and what counts as a violation.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "models/engines/rc11/execution.hpp"
#include "models/vocabulary/program.hpp"
#include "models/vocabulary/verdict.hpp"

namespace turnstile::rc11 {

// Any program: `run` runs as the main thread, once in each execution, and in several at once where there are jobs.
struct Body {
  std::function<void()> run;
  // Is called after every execution with a meaning: complete or blocked. This and the rest may be empty.
  std::function<void(Execution&, Ending)> after{};
  std::function<Kind(Execution&)> kind_of_hang{};
  std::function<void(const Execution&, Names&)> describe{};
};

// What an execution means in which no thread can go on.
enum class Hangs : std::uint8_t { violated, blocked };

// How much of the search is done.
struct Progress {
  std::uint64_t executions = 0;
  std::uint64_t blocked = 0;
  double share = 0;  // of the whole search, estimated
  double seconds = 0;
};

// How to go on after a violation: a smaller one may not be far.
struct Shrinking {
  std::optional<Kind> kind{};  // nothing: as the first one that is found
  // How long to go on after the first violation. By these numbers, and no time, every run finds the same.
  std::uint64_t executions = 20'000;
  std::uint64_t violations = 500;
};

struct Options {
  int jobs = 1;
  double budget_seconds = 0;          // 0: no limit
  std::uint64_t most_executions = 0;  // complete and blocked ones; 0: no limit
  Limits limits{};
  OrderTaken order_taken{};  // each worker has a copy
  Hangs hangs = Hangs::violated;
  bool measure_bypass = false;
  std::optional<int> claimed_bypass{};  // overtaking above this, where it is exact, is a violation
  std::string claimed_of{};             // of this class; empty: of all
  // For bypass: the class of each thread, and whether an entry of one thread overtakes the other.
  std::array<std::string, max_threads> classes{};
  std::function<bool(int overtaker, int waiter)> conflicts{};
  std::function<void(const Progress&)> on_progress{};  // from one thread at a time
  double progress_seconds = 0.5;
  // Whether a crash of the program is a violation, and an endless loop without operations undecided (watchdog.hpp). The
  // caller must have Handlers then. Else the process ends, or hangs.
  bool watched = false;
  double stuck_seconds = 10;  // without an operation
  // For one worker: go on after a violation, and keep the one with the fewest context switches, then events. Violations
  // of another kind are passed over.
  std::optional<Shrinking> shrinking{};
};

}  // namespace turnstile::rc11
