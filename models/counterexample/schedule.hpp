// What happened on the simulated processor: tasks with fixed priorities, and who ran when.
#pragma once

#include <string>
#include <vector>

namespace turnstile::counterexample {

struct Task {
  std::string name;
  int priority = 0;    // the larger is the more urgent
  int arrival = 0;     // in ticks
  std::string script;  // "lock a, run 2, unlock a"
  std::string ticks;   // a letter for each tick (models/uniprocessor/timeline.hpp)
  bool operator==(const Task&) const = default;
};

struct Schedule {
  int locks = 0;
  std::vector<Task> tasks;
  bool operator==(const Schedule&) const = default;
};

}  // namespace turnstile::counterexample
