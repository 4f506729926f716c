// What one simulation tries, and how far it goes.
#pragma once

#include <cstdint>

#include "models/engines/relacy/simulation.hpp"
#include "models/questions/question.hpp"

namespace turnstile::relacy {

// A client with so many rounds of each thread, and what counts as a violation in it.
struct Experiment {
  const ClientRow* client = nullptr;
  Mix mix;
  Observer::Settings settings{};
};

// How many operations one execution may have: so many that no execution of a right lock is cut, so few that an endless
// one costs little.
std::uint64_t step_limit(const Mix& mix, Scheduler scheduler);

// How many operations all executions of a search may have.
std::uint64_t work_limit(const Experiment& experiment, const Search& search, const Question& question);

Experiment experiment_of(const ClientRow& client, const Mix& mix);
Simulation simulation_of(const Question& question, const Experiment& experiment, const Search& search);

}  // namespace turnstile::relacy
