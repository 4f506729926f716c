// A schedule with the same end that is easier to read.
#pragma once

#include <vector>

#include "models/engines/interleaving/executor.hpp"
#include "models/engines/interleaving/failure.hpp"

namespace turnstile::interleaving {

// The lengths of turns that are tried. They matter only to threads that run for ever.
std::vector<int> quanta_to_try(Kind kind);

// Shrinking stops at the first schedule that it cannot make simpler in one step. This tries all with few preemptions,
// and finds the one that is easiest to read.
Failure easiest(Executor& executor, const Failure& failure);

}  // namespace turnstile::interleaving
