// What a process is told to simulate, and to make small.
#pragma once

#include <functional>
#include <string>

#include "models/counterexample/artifact.hpp"
#include "models/engines/relacy/simulate.hpp"
#include "models/vocabulary/row.hpp"

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

// Makes the events of a recorded violation as few as they can be: it is run again and again, and therefore also in
// another process, which may take so many seconds. Where that fails, the result is what was recorded, and its model
// says so.
using Shrinker =
    std::function<counterexample::Artifact(const counterexample::Artifact& recorded, double budget_seconds)>;

}  // namespace turnstile::relacy
