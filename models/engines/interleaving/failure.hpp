// A schedule under which something goes wrong, and what happens then.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "models/engines/interleaving/executor.hpp"
#include "models/engines/interleaving/schedule.hpp"
#include "models/vocabulary/trace.hpp"

namespace turnstile::interleaving {

// From operation `first` on, the same `length` operations come again and again. Marks do not count.
struct Cycle {
  std::size_t first = 0;
  std::size_t length = 0;
  bool operator==(const Cycle&) const = default;
};

// Finds the cycle that a trace ends in: the shortest one, from the earliest step on. It has to fill half of the trace.
std::optional<Cycle> find_cycle(const Trace& with_marks);
// Where in a trace the operation of that number stands, counted from 0.
std::size_t place_of(const Trace& trace, std::size_t operation);

// Context switches among the steps that are shown: waiting rounds that repeat the one before are not. A counterexample has
// no such rounds any more, and all its switches count (counterexample::context_switches).
int shown_switches(const Trace& trace);

struct Failure {
  Ending ending;
  Schedule schedule;
  Trace trace;                 // up to the end of the cycle's first turn, where there is a cycle
  std::optional<Cycle> cycle;  // of a livelock

  [[nodiscard]] int switches() const { return shown_switches(trace); }
};

// Executes the schedule once more, for the trace.
Failure failure_under(Executor& executor, const Ending& ending, const Schedule& schedule);

// Which of two failures is easier to read: fewer context switches, then fewer steps, then the simpler schedule.
bool easier(const Failure& a, const Failure& b);

// What is wrong, the schedule, and the steps in columns, one for each thread.
std::string text(const Failure& failure, int threads);

}  // namespace turnstile::interleaving
