// From a question about a variant to Relacy's verdict: which simulations to run, and what their results mean together.
#pragma once

#include "models/engines/relacy/simulation.hpp"
#include "models/questions/question.hpp"

namespace turnstile::relacy {

// The verdict is never `holds`: Relacy's search reads at most one store back. `complete` says that a full search of
// these very bounds came to its end.
Verdict check(const Question& question, const Simulator& simulate, const Shrinker& shrink);

}  // namespace turnstile::relacy
