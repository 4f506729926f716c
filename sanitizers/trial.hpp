// A trial: one form under stress, until something is seen or enough was done.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>

#include "sanitizers/stress.hpp"
#include "sanitizers/workers.hpp"

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
  bool contended = false;     // more handovers than if the workers had come one after the other
  Ended ended = Ended::well;  // if not well, threads are still at work: the program must end without destructors
  std::chrono::duration<double> time{};
};

// Goes on after the rounds or seconds of the plan, at most to three times its seconds, while the machine has not yet
// given the form a fair chance.
// Where a race is expected, the first report of ThreadSanitizer ends the program instead, and well if it is that race
// (race_report.hpp). Workers that are stuck end it too (workers.hpp), unless that is one of the form's symptoms.
Outcome stress(const Form& form, Plan plan);

// Whether the workers met often enough for a verdict. On a busy machine they may hardly ever run at the same time, and
// then that nothing was seen says nothing.
[[nodiscard]] bool fair_chance(const Plan& plan, const Outcome& outcome);

[[nodiscard]] bool as_expected(const Plan& plan, const Outcome& outcome);

// In one line.
std::string describe(const Form& form, const Plan& plan, const Outcome& outcome);

}  // namespace turnstile::stress
