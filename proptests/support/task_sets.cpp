#include "proptests/support/task_sets.hpp"

#include <algorithm>
#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include <rapidcheck.h>

namespace turnstile::uniprocessor {

namespace {

constexpr int latest_arrival = 15;
constexpr int most_sections = 2;
constexpr int longest_run = 3;
constexpr int longest_wait = 4;
constexpr int most_priorities = 1000;

int draw(int first, int last) { return *rc::gen::inRange(first, last + 1); }

// The locks of one critical section, from the outermost to the innermost.
std::vector<int> section(const Shape& shape) {
  std::vector<int> nest = *rc::gen::unique<std::vector<int>>(static_cast<std::size_t>(draw(1, shape.locks)),
                                                             rc::gen::inRange(0, shape.locks));
  if (shape.ordered) std::ranges::sort(nest);
  return nest;
}

void append_run(Script& script) {
  if (const int ticks = draw(0, longest_run); ticks > 0) script.push_back(run(ticks));
}

Script draw_script(const Shape& shape) {
  Script script;
  append_run(script);
  for (int sections = draw(0, most_sections); sections > 0; --sections) {
    const std::vector<int> nest = section(shape);
    for (const int l : nest) {
      const bool limited = shape.timeouts && draw(0, 2) == 0;
      script.push_back(limited ? try_lock_for(l, draw(0, longest_wait)) : lock(l));
      append_run(script);
    }
    for (std::size_t i = nest.size(); i-- > 0;) {
      script.push_back(unlock(nest[i]));
      append_run(script);
    }
  }
  return script;
}

Task draw_task(const Shape& shape) {
  return {.name = "",
          .priority = draw(1, shape.distinct ? most_priorities : 3),
          .arrival = draw(0, latest_arrival),
          .script = draw_script(shape)};
}

// Priorities that were drawn alike are made different.
void make_distinct(std::vector<Task>& tasks) {
  std::ranges::sort(tasks, {}, &Task::priority);
  int next = 1;
  for (Task& task : tasks) task.priority = next++;
}

// Calls `fails` with two tasks of the scenario arriving at all times, until it is true: then the scenario is that one.
bool fails_some_time(Scenario& scenario, std::size_t one, std::size_t other,
                     const std::function<bool(const Scenario&)>& fails) {
  Scenario candidate = scenario;
  for (int first = 0; first <= latest_arrival; ++first) {
    for (int second = 0; second <= latest_arrival; ++second) {
      candidate.tasks[one].arrival = first;
      candidate.tasks[other].arrival = second;
      if (!fails(candidate)) continue;
      scenario = std::move(candidate);
      return true;
    }
  }
  return false;
}

bool fails_with_other_arrivals(Scenario& scenario, const std::function<bool(const Scenario&)>& fails) {
  for (std::size_t one = 0; one < scenario.tasks.size(); ++one) {
    for (std::size_t other = one + 1; other < scenario.tasks.size(); ++other) {
      if (fails_some_time(scenario, one, other, fails)) return true;
    }
  }
  return false;
}

}  // namespace

Scenario with_fewest_tasks(const Scenario& failing, const std::function<bool(const Scenario&)>& fails) {
  for (std::size_t needless = 0; needless < failing.tasks.size(); ++needless) {
    Scenario fewer = failing;
    fewer.tasks.erase(fewer.tasks.begin() + static_cast<std::ptrdiff_t>(needless));
    if (fails_with_other_arrivals(fewer, fails)) return with_fewest_tasks(fewer, fails);
  }
  return failing;
}

rc::Gen<Scenario> task_sets(const Shape& shape) {
  return rc::gen::exec([shape] {
    // RapidCheck's size limits the length of lists, and has to be what it was for what is in them.
    const auto one = rc::gen::resize(rc::kNominalSize, rc::gen::exec([shape] { return draw_task(shape); }));
    std::vector<Task> tasks = *rc::gen::resize(shape.most_tasks, rc::gen::container<std::vector<Task>>(one));
    if (shape.distinct) make_distinct(tasks);
    for (std::size_t i = 0; i < tasks.size(); ++i) tasks[i].name = "T" + std::to_string(i);
    return Scenario{.tasks = std::move(tasks), .locks = shape.locks};
  });
}

void showValue(const Scenario& scenario, std::ostream& out) { out << '\n' << text(scenario); }

}  // namespace turnstile::uniprocessor
