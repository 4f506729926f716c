// Explores all executions of a program under RC11, and says what was found.
//
// complete: every execution inside the program's own bounds was explored. RC11 is C++20's memory model with one
// difference that matters: it forbids cycles of program order and reads-from (load buffering), which rules out values
// out of thin air (docs/rc11.md).
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "models/clients/program.hpp"
#include "models/observation/trace.hpp"
#include "models/rc11/execution.hpp"
#include "models/verdict.hpp"

namespace turnstile::rc11 {

inline constexpr const char* model = "RC11, with the release sequences of C++20";
// The same with another SC axiom than the default one, in words.
const char* model_with(SeqCst seq_cst);
// The SC axiom of a model whose words begin so; of other words, the default.
SeqCst seq_cst_of(std::string_view words);

// What an execution that nobody can leave means.
enum class Hangs : std::uint8_t { violated, blocked };

// How much of the search is behind us.
struct Progress {
  std::uint64_t executions = 0;
  std::uint64_t blocked = 0;
  double share = 0;  // of the whole search, estimated
  double seconds = 0;
};

// Where one violation is found, a smaller one may not be far.
struct Shrinking {
  std::optional<Kind> kind{};  // nothing: as the first one that is found
  // After the first one. A number, no time: the same comes out in every run.
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
  // Of each thread its class, for bypass; and whether an entry of one thread overtakes the other.
  std::array<std::string, max_threads> classes{};
  std::function<bool(int overtaker, int waiter)> conflicts{};
  std::function<void(const Progress&)> on_progress{};  // from one thread at a time
  double progress_seconds = 0.5;
  // Whether a crash of the program is a violation, and an endless loop without operations undecided (watchdog.hpp); whoever
  // searches has Handlers. Else the process ends, or hangs.
  bool watched = false;
  double stuck_seconds = 10;  // without an operation
  // Of one worker: go on after a violation, and keep the one with the fewest context switches, then events. Violations of
  // another kind than that are passed over.
  std::optional<Shrinking> shrinking{};
};

struct MeasuredBypass {
  int bound = 0;      // the largest number seen
  bool exact = true;  // false: it was seen in cyclic graphs only, and may be too large
  void add(const MeasuredBypass& other);
  bool operator==(const MeasuredBypass&) const = default;
};

struct Result {
  enum class End : std::uint8_t {
    searched,       // to the end: see complete
    violated,       // with kind and trace
    out_of_budget,  // time or executions
    learnt,         // to begin anew, with the lessons: explore() does so by itself
    unknown         // with the reason
  };
  End end = End::unknown;
  Kind kind = Kind::none;
  std::string reason;
  std::uint64_t executions = 0;   // in which all threads came to their end
  std::uint64_t blocked = 0;      // in which some thread waits
  std::uint64_t discarded = 0;    // begun, and found inconsistent or redundant
  bool spurious_limited = false;  // more failures of weak compare-exchanges for no reason would have been possible
  Lessons lessons{};              // with which the search came to its end
  std::string undecided;          // why, if some execution was not decided and the search went on
  std::uint64_t cut = 0;          // in which a loop was followed no further; the reason names it
  bool complete = false;          // nothing was left out
  double share = 0;               // of the search, estimated, where it was not complete
  double seconds = 0;
  // Of all workers together: the most graphs that were kept at once, and what they and what was left to do took.
  std::size_t graphs = 0;
  std::size_t bytes = 0;
  std::map<std::string, MeasuredBypass> bypass;
  bool exit_waits = false;        // some exit section had to wait
  std::set<WrittenOrder> orders;  // if they were recorded

  // Of the violation: its graph in an order of po ∪ rf. Of a lock's client, what of it shows the violation, in the order
  // with the fewest context switches.
  Trace trace;
};

// A lock's client, with the number of rounds of each thread.
Result explore(MakeProgram make, const Mix& mix, const Options& options);

// Any program: `body` runs as the main thread, once in each execution, and in several at once where there are jobs.
struct Body {
  std::function<void()> run;
  // After every execution with a meaning: complete or blocked. The rest may be empty.
  std::function<void(Execution&, Ending)> after{};
  std::function<Kind(Execution&)> kind_of_hang{};
  std::function<void(const Execution&, Names&)> describe{};
};
// A lock's client as such a program.
Body client_body(MakeProgram make, const Mix& mix);
// `make_body` is called once for each worker.
Result explore(const std::function<Body()>& make_body, const Options& options);

}  // namespace turnstile::rc11
