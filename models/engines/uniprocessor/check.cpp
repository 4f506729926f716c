#include "models/engines/uniprocessor/check.hpp"

#include <chrono>
#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

#include "models/counterexample/make.hpp"
#include "models/inquiry/inquiry.hpp"

namespace turnstile {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Run, client, rounds, search, executions, blocked, complete, seconds, result)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Exploration, outcome, kind, reason, executions, blocked, complete, tasks, locks,
                                   bounds, runs)

}  // namespace turnstile

namespace turnstile::counterexample {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Task, name, priority, arrival, script, ticks)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Schedule, locks, tasks)

}  // namespace turnstile::counterexample

namespace turnstile::uniprocessor {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Job, algorithm, variant, property, budget_seconds, thorough)

namespace {

using nlohmann::json;

template <class T>
T from_json(const std::string& text, const std::string& what) {
  try {
    return json::parse(text).get<T>();
  } catch (const json::exception& e) {
    throw std::runtime_error("not " + what + ": " + e.what());
  }
}

}  // namespace

std::string to_json(const Job& job) { return json(job).dump(); }
std::string to_json(const Exploration& exploration) {
  json j = exploration;
  if (exploration.schedule) j["schedule"] = *exploration.schedule;
  return j.dump();
}
Job job_from_json(const std::string& text) { return from_json<Job>(text, "a job"); }
Exploration exploration_from_json(const std::string& text) {
  auto exploration = from_json<Exploration>(text, "an exploration");
  const json j = json::parse(text);
  if (j.contains("schedule")) exploration.schedule = j["schedule"].get<counterexample::Schedule>();
  return exploration;
}

Verdict check(const Question& question, const Explorer& explore) {
  Verdict verdict = verdict_on(question, Engine::uniprocessor, model);
  if (question.expectation().outcome == Outcome::not_applicable) {
    verdict.outcome = Outcome::not_applicable;
    return verdict;
  }
  const auto start = std::chrono::steady_clock::now();
  const Exploration found = explore({.algorithm = verdict.algorithm,
                                     .variant = verdict.variant,
                                     .property = verdict.property,
                                     .budget_seconds = question.budget_seconds,
                                     .thorough = question.thorough});
  verdict.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  verdict.outcome = found.outcome;
  verdict.kind = found.kind;
  verdict.reason = found.reason;
  verdict.executions = found.executions;
  verdict.blocked = found.blocked;
  verdict.complete = found.complete;
  verdict.bounds.threads = found.tasks;
  verdict.scenarios = found.bounds;
  verdict.runs = found.runs;
  if (found.outcome == Outcome::violated && found.schedule) {
    counterexample::Artifact artifact = artifact_of(verdict);
    artifact.sentence = verdict.reason;
    artifact.schedule = found.schedule;
    show(verdict, counterexample::make(std::move(artifact)));
  }
  if (verdict.outcome == Outcome::holds && (!found.complete || found.executions == 0)) {
    verdict.outcome = Outcome::unknown;
    verdict.reason = "it says holds, and has not run everything";
  }
  return verdict;
}

}  // namespace turnstile::uniprocessor
