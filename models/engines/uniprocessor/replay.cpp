#include "models/engines/uniprocessor/replay.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "models/engines/uniprocessor/stages.hpp"

namespace turnstile::uniprocessor {

namespace {

using counterexample::Artifact;
using counterexample::Replayed;
using counterexample::Schedule;

Replayed does_not_fit(int step, std::string reason) {
  return {.end = Replayed::End::does_not_fit, .step = step, .reason = std::move(reason), .events = {}};
}

// The scenario that has this schedule; nothing: it cannot be simulated.
std::optional<Scenario> scenario_of(const Schedule& schedule) {
  if (schedule.tasks.empty() || schedule.tasks.size() > most_tasks || schedule.locks > most_locks) return std::nullopt;
  Scenario scenario{.tasks = {}, .locks = schedule.locks};
  for (const counterexample::Task& task : schedule.tasks) {
    const std::optional<Script> script = script_from(task.script, schedule.locks);
    if (!script || task.arrival > Processor::most_ticks) return std::nullopt;
    scenario.tasks.push_back(
        {.name = task.name, .priority = task.priority, .arrival = task.arrival, .script = *script});
  }
  return scenario;
}

// The first tick that differs; nothing: all ticks that the file has are the same.
std::optional<std::size_t> first_difference(const Schedule& recorded, const Schedule& now) {
  std::optional<std::size_t> first;
  for (std::size_t task = 0; task < recorded.tasks.size(); ++task) {
    const std::string& then = recorded.tasks[task].ticks;
    const std::string& today = now.tasks[task].ticks;
    const auto [a, b] = std::ranges::mismatch(then, today);
    if (a == then.end()) continue;
    const auto tick = static_cast<std::size_t>(a - then.begin());
    first = std::min(first.value_or(tick), tick);
  }
  return first;
}

}  // namespace

Replayed replay(const Subject& subject, const Artifact& artifact) {
  if (!artifact.schedule) return does_not_fit(-1, "it has no schedule");
  const std::optional<Scenario> scenario = scenario_of(*artifact.schedule);
  if (!scenario) return does_not_fit(-1, "its tasks cannot be simulated");
  Simulation simulation(subject);
  std::optional<std::size_t>
      difference;  // the latest of all stages: where one goes on, the tasks do what the file says
  bool fits = false;
  for (const Stage& stage : stages_of(subject, artifact.property, true)) {
    const Result result = simulation.run(*scenario, stage.checks);
    const auto here = first_difference(*artifact.schedule, simulation.schedule(*scenario, stage.checks));
    if (!here && result.kind == artifact.kind) return {.end = Replayed::End::violates, .reason = result.reason};
    fits |= !here;
    if (here) difference = std::max(difference.value_or(0), *here);
  }
  if (!fits && difference) {
    const int tick = static_cast<int>(*difference);
    return does_not_fit(tick, fmt::format("in tick {} the tasks do something else", tick));
  }
  return {.end = Replayed::End::no_longer, .reason = "the tasks run as the file says, and nothing is violated"};
}

}  // namespace turnstile::uniprocessor
