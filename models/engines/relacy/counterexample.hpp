// Makes the smallest counterexample of a violation that a search has found.
#pragma once

#include "models/counterexample/artifact.hpp"
#include "models/engines/relacy/experiment.hpp"
#include "models/engines/relacy/simulation.hpp"
#include "models/questions/question.hpp"

namespace turnstile::relacy {

// How many preemptions one execution of a bounded search has at most.
inline constexpr unsigned context_bound = 3;

struct Violation {
  Experiment experiment;
  Kind kind{};
  Trace trace;
};

// The same violation with fewer threads, rounds and preemptions, if a quick search finds one, and then with fewer events.
counterexample::Artifact counterexample_of(const Question& question, const Simulator& simulate, const Shrinker& shrink,
                                           const Violation& violation);

// What a shrinker does, in the process that it is called in: `program` makes the client on the platform of interleavings,
// where the events are run again.
counterexample::Artifact smallest(counterexample::Artifact recorded, MakeProgram program);

}  // namespace turnstile::relacy
