// turnstile check: every verdict that was asked for, compared with the contract.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/engines/relacy/simulate.hpp"
#include "models/vocabulary/seq_cst.hpp"
#include "models/vocabulary/verdict.hpp"

namespace turnstile::command {

struct CheckOptions {
  std::vector<std::string> names;
  std::optional<Engine> engine;  // nothing: all
  std::optional<Property> property;
  bool only_violated = false;  // what the contract says this engine finds violated
  std::optional<int> threads;
  std::optional<int> rounds;
  std::optional<relacy::Scheduler> scheduler;
  double budget_seconds = 300;          // for each verdict
  bool thorough = false;                // searches go on for longer, and reach further
  int work = 1;                         // how many times longer than usual each search may go on
  std::uint64_t executions = 0;         // of the exhaustive engine, for each verdict; 0: no limit
  int unroll = 0;                       // likewise: how often a thread performs one operation; 0: no limit
  bool notify_after_destroy = false;    // likewise
  std::optional<rc11::SeqCst> seq_cst;  // of the exhaustive engine
  int jobs = 1;
  std::string json;             // file; empty: none
  std::string counterexamples;  // directory; empty: none
};

inline constexpr int exit_as_contracted = 0;
inline constexpr int exit_not_as_contracted = 1;
inline constexpr int exit_bad_input = 2;
inline constexpr int exit_interrupted = 130;

// Prints the table to standard output. The result is the exit status. BadInput is thrown before anything is run.
int check(const CheckOptions& options);

}  // namespace turnstile::command
