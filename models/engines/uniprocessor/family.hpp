// The scenarios that are enumerated completely.
//
// A scenario of a family gives each of its tasks one of the family's scripts, one of the orders of urgency (all distinct,
// or some alike), and an arrival. Tasks differ in nothing but their script and their priority, so with the tasks in the
// order of their priorities every assignment of priorities to scripts is there. Scenarios come in the order of the length
// of all scripts, then of the sum of all arrivals: the first that shows something is the easiest to read.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "models/engines/uniprocessor/scenario.hpp"

namespace turnstile::uniprocessor {

struct Family {
  int tasks = 2;
  int locks = 1;
  std::vector<Script> scripts;
  int latest_arrival = 8;  // one task arrives at 0, each of the others up to then

  [[nodiscard]] std::string text() const;  // "2 tasks, 1 lock, arrivals 0..8"
};

// The scripts of tasks that do one thing once: run, or hold lock a.
std::vector<Script> plain_scripts();
// All scripts. With one lock: also those that take it twice, or give up waiting. With two: also those that use one of
// them, nest them in both orders, release them in the other order than nesting, or give up waiting for one while they
// hold the other.
std::vector<Script> all_scripts(int locks);

// Calls `visit` with every scenario in which all locks are used, until it returns false.
void for_each_scenario(const Family& family, const std::function<bool(const Scenario&)>& visit);

}  // namespace turnstile::uniprocessor
