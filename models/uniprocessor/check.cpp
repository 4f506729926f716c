#include "models/uniprocessor/check.hpp"

#include <chrono>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace turnstile {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Run, client, rounds, search, executions, blocked, complete, seconds, result)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Exploration, outcome, kind, reason, executions, blocked, complete, tasks, locks,
                                   bounds, counterexample, runs)

}  // namespace turnstile

namespace turnstile::uniprocessor {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Job, algorithm, variant, property, budget_seconds)

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
std::string to_json(const Exploration& exploration) { return json(exploration).dump(); }
Job job_from_json(const std::string& text) { return from_json<Job>(text, "a job"); }
Exploration exploration_from_json(const std::string& text) { return from_json<Exploration>(text, "an exploration"); }

Verdict check(const Question& question, const Explorer& explore) {
  Verdict verdict;
  verdict.algorithm = question.stem->name;
  verdict.variant = question.variant->name;
  verdict.property = question.property;
  verdict.engine = Engine::uniprocessor;
  verdict.model = model;
  verdict.bounds.rounds = question.rounds;
  if (question.expectation().outcome == Outcome::not_applicable) {
    verdict.outcome = Outcome::not_applicable;
    return verdict;
  }
  const auto start = std::chrono::steady_clock::now();
  const Exploration found = explore({.algorithm = verdict.algorithm,
                                     .variant = verdict.variant,
                                     .property = verdict.property,
                                     .budget_seconds = question.budget_seconds});
  verdict.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  verdict.outcome = found.outcome;
  verdict.kind = found.kind;
  verdict.reason = found.reason;
  verdict.executions = found.executions;
  verdict.blocked = found.blocked;
  verdict.complete = found.complete;
  verdict.bounds.threads = found.tasks;
  verdict.scenarios = found.bounds;
  verdict.counterexample = found.counterexample;
  verdict.runs = found.runs;
  if (verdict.outcome == Outcome::holds && (!found.complete || found.executions == 0)) {
    verdict.outcome = Outcome::unknown;
    verdict.reason = "it says holds, and has not run everything";
  }
  return verdict;
}

}  // namespace turnstile::uniprocessor
