// Random task sets for the simulated processor.
#pragma once

#include <functional>
#include <iosfwd>

#include <rapidcheck/Gen.h>

#include "models/engines/uniprocessor/scenario.hpp"

namespace turnstile::uniprocessor {

// The shape of the task sets that RapidCheck draws. Critical sections are always nested properly.
struct Shape {
  int most_tasks = 3;
  int locks = 1;
  bool ordered = true;    // every task takes its locks in the same order
  bool timeouts = false;  // some waits have a limit
  bool distinct = true;   // no two tasks have the same priority
};

// They shrink by losing tasks, arriving earlier, and running for less.
rc::Gen<Scenario> task_sets(const Shape& shape);

// RapidCheck drops a task only where the others fail as they are. If it only delayed them, they fail without it when two of
// them arrive at other times: this tries that, until no task can go.
Scenario with_fewest_tasks(const Scenario& failing, const std::function<bool(const Scenario&)>& fails);

// For RapidCheck.
void showValue(const Scenario& scenario, std::ostream& out);

}  // namespace turnstile::uniprocessor
