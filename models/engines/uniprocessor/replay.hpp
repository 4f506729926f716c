// Runs the schedule of a counterexample again.
#pragma once

#include "models/counterexample/replay.hpp"
#include "models/engines/uniprocessor/simulation.hpp"

namespace turnstile::uniprocessor {

// Whether the tasks of the artifact still run as its schedule says, and the same is violated.
counterexample::Replayed replay(const Subject& subject, const counterexample::Artifact& artifact);

}  // namespace turnstile::uniprocessor
