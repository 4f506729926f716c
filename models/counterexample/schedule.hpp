// What happened on the simulated processor: tasks with fixed priorities, and which one ran when.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace turnstile::counterexample {

// What a task did in a tick.
enum class Tick : char {
  not_here_yet = '.',
  gone = ' ',
  runs = '=',
  runs_inside = '#',
  runs_boosted = '^',
  runs_boosted_outside = '!',
  ready = '-',
  ready_inside = '+',
  waits = 'w'
};

inline constexpr std::string_view legend =
    "= runs   # runs, holds a lock   ^ the same, boosted   ! boosted, holds none\n"
    "- ready   + ready, holds a lock   w waits for a lock   . not here yet\n";

struct Task {
  std::string name;
  int priority = 0;      // the larger is the more urgent
  int arrival = 0;       // in ticks
  std::string script{};  // "lock a, run 2, unlock a"
  std::string ticks{};   // a Tick for each
  bool operator==(const Task&) const = default;
};

struct Schedule {
  int locks = 0;
  std::vector<Task> tasks;
  bool operator==(const Schedule&) const = default;
};

// Fills in what a task did.
void set(Schedule& schedule, int task, int tick, Tick what);

// A line for each task; then a row for each, the last one on top, and a column for each tick. At most 100 columns wide:
// what is longer goes on below.
std::string text(const Schedule& schedule);

}  // namespace turnstile::counterexample
