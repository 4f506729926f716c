// Runs litmus tests.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "models/engines/rc11/explore.hpp"
#include "models/engines/rc11/litmus/syntax.hpp"

namespace turnstile::rc11::litmus {

struct Row {
  std::string name{};
  std::uint64_t executions = 0;  // in which all threads came to their end
  std::uint64_t disputed = 0;    // of those: that C++20 forbids by its letter only
  // Whether some such execution satisfies the condition of `exists` and `~exists`, or all satisfy that of `forall`.
  // Only executions that meet the filter are asked. True without a condition.
  bool exists = false;
  bool has_condition = true;
  bool liveness_violation = false;  // some await can wait for ever
  bool race = false;                // between accesses of which one is not atomic
  Result::End end = Result::End::unknown;
  std::string reason{};  // where the search did not come to its end
  std::string remark{};  // what else must be known to understand the row; mostly nothing
  double seconds = 0;
};

// Weak compare-exchanges fail for no reason only if the options let them.
Row run(const Test& test, const Options& given = {.limits = {.spurious_failures = 0}});

inline constexpr const char* csv_header = "name,executions,exists,liveness_violation,race";
std::string csv(const Row& row);

// Runs each test of each file, options.jobs at the same time. Each has a row on `out`; what is wrong with a file stands
// on `errors`, and the others run all the same. The result is the exit status: 2 where some file is bad or some test
// was not decided.
int run_files(const std::vector<std::string>& files, bool as_csv, const Options& options, std::ostream& out,
              std::ostream& errors);

}  // namespace turnstile::rc11::litmus
