// Makes the events of a counterexample, and its context switches, as few as they can be.
#pragma once

#include <optional>
#include <vector>

#include "models/counterexample/artifact.hpp"

namespace turnstile::interleaving {

// `artifact` has the events as an engine recorded them. The result has been run again after each step, and still
// violates. Where RC11 does not allow what the engine recorded, or this platform cannot run it, nothing is left out,
// and the model says why.
counterexample::Artifact smallest(counterexample::Artifact artifact, MakeProgram make);

// A part of the events, with indices and modification order counted anew; nothing: some read would have lost its write.
std::optional<Trace> part_of(const Trace& events, const std::vector<bool>& kept);

}  // namespace turnstile::interleaving
