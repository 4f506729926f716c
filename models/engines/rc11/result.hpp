// What a search says.
//
// complete: every execution inside the program's own bounds was explored. RC11 is C++20's memory model with one
// difference that matters: it forbids cycles of program order and reads-from (load buffering), which rules out values
// out of thin air (docs/rc11.md).
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "models/engines/rc11/execution.hpp"
#include "models/vocabulary/trace.hpp"
#include "models/vocabulary/verdict.hpp"

namespace turnstile::rc11 {

inline constexpr const char* model = "RC11, with the release sequences of C++20";
// The same with another SC axiom than the default one, in words.
const char* model_with(SeqCst seq_cst);
// The SC axiom of a model whose words begin so; for other words, the default.
SeqCst seq_cst_of(std::string_view words);

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
  // For all workers together: the most graphs that were kept at once, and the memory that they and what was left to do
  // took.
  std::size_t graphs = 0;
  std::size_t bytes = 0;
  std::map<std::string, MeasuredBypass> bypass;
  bool exit_waits = false;        // some exit section had to wait
  std::set<WrittenOrder> orders;  // if they were recorded

  Trace trace;  // of the violation: its graph in an order of po ∪ rf
};

}  // namespace turnstile::rc11
