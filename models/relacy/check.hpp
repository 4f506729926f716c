// From a question about a variant to Relacy's verdict: which simulations to run, and what their results mean together.
#pragma once

#include <functional>
#include <string>

#include "models/question.hpp"
#include "models/relacy/simulate.hpp"

namespace turnstile::relacy {

// Everything a process needs to know to run one simulation.
struct Simulation {
  std::string algorithm;
  std::string variant;
  const ClientRow* client = nullptr;
  Mix mix;
  Search search;
  Observer::Settings settings;
};

// Runs a simulation, in a process of its own: Relacy allows one in each.
using Simulator = std::function<Result(const Simulation&)>;

// Never `holds`: Relacy's search reads at most one store back. `complete` says that a full search of these very bounds
// came to its end.
Verdict check(const Question& question, const Simulator& simulate);

}  // namespace turnstile::relacy
