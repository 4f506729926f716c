// One sentence that says what went wrong, from the facts.
#pragma once

#include "models/counterexample/artifact.hpp"
#include "models/counterexample/explanation.hpp"

namespace turnstile::counterexample {

// Explains an artifact that has everything but its sentence and its culprits.
Explanation explain(const Artifact& artifact);

}  // namespace turnstile::counterexample
