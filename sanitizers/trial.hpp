// A trial: one form under stress, until something is seen or enough was done.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>

#include "sanitizers/stress.hpp"

namespace turnstile::stress {

// What the form is to show.
enum class Expect { nothing, mistake, race };

struct Plan {
  std::int64_t rounds = std::numeric_limits<std::int64_t>::max();  // of each worker
  double seconds = std::numeric_limits<double>::infinity();
  bool processes = false;
  Expect expect = Expect::nothing;
  double patience = 20;  // seconds without an entry, after which the workers are stuck
};

struct Outcome {
  Mistakes mistakes;
  std::int64_t rounds = 0;  // of each worker
  std::int64_t handovers = 0;
  bool contended = false;  // more handovers than if the workers had come one after the other
  std::chrono::duration<double> time{};
};

// Where a race is expected, the first report of ThreadSanitizer ends the program instead, and well if it is that race
// (race_report.hpp). Workers that are stuck end it too (workers.hpp).
Outcome stress(const Form& form, const Plan& plan);

[[nodiscard]] bool as_expected(const Plan& plan, const Outcome& outcome);

// In one line.
std::string describe(const Form& form, const Plan& plan, const Outcome& outcome);

}  // namespace turnstile::stress
