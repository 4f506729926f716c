// Runs a recorded execution again: the same thread takes each step, and each read sees the same write.
#pragma once

#include "models/counterexample/artifact.hpp"
#include "models/counterexample/replay.hpp"

namespace turnstile::interleaving {

// `make` makes the client that the artifact names, on this platform. Every operation must agree with the event in its
// place, and at the end the violation must be there; lines of the source may have moved. Whether reads may see what they
// see, and whether accesses race, follows from the events (counterexample::Relations).
counterexample::Replayed replay(const counterexample::Artifact& artifact, MakeProgram make);

}  // namespace turnstile::interleaving
