#include "models/engines/uniprocessor/explore.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "models/engines/uniprocessor/stages.hpp"

namespace turnstile::uniprocessor {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t between_looks_at_the_clock = 256;

// Goes through the families, and remembers what it found.
class Exploration {
 public:
  Exploration(const Subject& subject, const Extent& extent)
      : simulation_(subject), deadline_(Clock::now() + seconds(extent.budget_seconds)) {}

  Report explore(Property property, const std::vector<Stage>& stages) {
    report_.complete = true;
    for (const Stage& stage : stages) {
      for (const Family& f : stage.families) {
        if (decided_ || !report_.complete) break;
        explore(stage, f);
      }
    }
    if (decided_) {
      report_.complete = false;
    } else {
      conclude(property);
    }
    describe_bounds(stages);
    return report_;
  }

 private:
  static Clock::duration seconds(double s) {
    // Long enough, and short enough to be added to any time.
    constexpr double longest = 1e6;
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(std::min(s, longest)));
  }

  void explore(const Stage& stage, const Family& f) {
    const Clock::time_point start = Clock::now();
    const std::uint64_t executions = report_.executions;
    const std::uint64_t blocked = report_.blocked;
    for_each_scenario(f, [&](const Scenario& scenario) { return visit(stage.checks, scenario); });
    report_.runs.push_back({.client = stage.name,
                            .rounds = f.text(),
                            .search = "all scenarios",
                            .executions = report_.executions - executions,
                            .blocked = report_.blocked - blocked,
                            .complete = !decided_ && report_.complete,
                            .seconds = std::chrono::duration<double>(Clock::now() - start).count(),
                            .result = result_of_run()});
  }

  [[nodiscard]] std::string result_of_run() const {
    if (decided_) return std::string(name(report_.kind));
    if (!undecided_.empty()) return undecided_.substr(0, undecided_.find('\n'));
    return report_.complete ? "passed" : "out of budget";
  }

  // Runs a scenario. The result is whether to go on.
  bool visit(const Checks& checks, const Scenario& scenario) {
    if (report_.executions % between_looks_at_the_clock == 0 && Clock::now() >= deadline_) {
      report_.complete = false;
      return false;
    }
    ++report_.executions;
    const Result result = simulation_.run(scenario, checks);
    if (result.kind == Kind::none && !result.undecided) {
      if (result.end != End::finished) ++report_.blocked;
      return true;
    }
    if (result.undecided) {
      // A violation that comes later says more.
      if (undecided_.empty()) undecided_ = result.reason + "\n\n" + text(scenario);
      return true;
    }
    decided_ = true;
    report_.outcome = Outcome::violated;
    report_.kind = result.kind;
    report_.reason = result.reason;
    report_.schedule = simulation_.schedule(scenario, checks);
    return false;
  }

  // The report of an exploration that found no violation.
  void conclude(Property property) {
    if (!undecided_.empty()) {
      report_.outcome = Outcome::unknown;
      report_.reason = undecided_;
    } else if (property == Property::bounded_waiting && report_.blocked > 0) {
      // A wait for ever has no bound; whether there is one is the question of progress.
      report_.outcome = Outcome::not_refuted;
      report_.reason = fmt::format("{} executions hang, so that nothing is bounded in them", report_.blocked);
    } else {
      report_.outcome = report_.complete ? Outcome::holds : Outcome::not_refuted;
    }
  }

  void describe_bounds(const std::vector<Stage>& stages) {
    int latest_of_two = 0;
    int latest_of_three = 0;
    for (const Stage& stage : stages) {
      for (const Family& f : stage.families) {
        report_.tasks = std::max(report_.tasks, f.tasks);
        report_.locks = std::max(report_.locks, f.locks);
        (f.tasks == 2 ? latest_of_two : latest_of_three) = f.latest_arrival;
      }
    }
    report_.bounds = fmt::format("2-{} tasks, {}, arrivals 0..{} (2 tasks), 0..{} (3 tasks)", report_.tasks,
                                 report_.locks == 1 ? "1 lock" : fmt::format("1-{} locks", report_.locks),
                                 latest_of_two, latest_of_three);
  }

  Simulation simulation_;
  Clock::time_point deadline_;
  Report report_;
  bool decided_ = false;   // a violation was found
  std::string undecided_;  // why nothing can be said about some scenario
};

}  // namespace

Report explore_scenarios(const Subject& subject, Property property, const Extent& extent) {
  const std::vector<Stage> stages = stages_of(subject, property, extent.thorough);
  if (stages.empty()) {
    Report report;
    report.outcome = Outcome::not_applicable;
    return report;
  }
  return Exploration(subject, extent).explore(property, stages);
}

}  // namespace turnstile::uniprocessor
