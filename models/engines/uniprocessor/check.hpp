// From a question about a variant to the verdict of the simulated processor.
#pragma once

#include <functional>
#include <string>

#include "models/questions/question.hpp"

namespace turnstile::uniprocessor {

inline constexpr const char* model = "simulated processor: fixed-priority preemptive scheduling, one step at a time";

// Everything a process needs to know to explore.
struct Job {
  std::string algorithm;
  std::string variant;
  Property property{};
  double budget_seconds = 0;
  bool thorough = true;
};

std::string to_json(const Job& job);
std::string to_json(const Exploration& exploration);
// Throw std::runtime_error if the text is none.
Job job_from_json(const std::string& text);
Exploration exploration_from_json(const std::string& text);

// Explores, in a process of its own: what is explored may crash.
using Explorer = std::function<Exploration(const Job&)>;

// `holds` where all scenarios of the documented family were run.
Verdict check(const Question& question, const Explorer& explore);

}  // namespace turnstile::uniprocessor
