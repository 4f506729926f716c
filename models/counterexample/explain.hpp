// One sentence that says what went wrong, from the facts.
#pragma once

#include "models/counterexample/artifact.hpp"
#include "models/counterexample/explanation.hpp"

namespace turnstile::counterexample {

// Of an artifact that has all but these two.
Explanation explain(const Artifact& artifact);

}  // namespace turnstile::counterexample
