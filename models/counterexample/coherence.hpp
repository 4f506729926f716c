// Modification order (coherence order, co), as the positions of the writes tell it.
#pragma once

#include <optional>

#include "models/vocabulary/trace.hpp"

namespace turnstile::counterexample {

// Counts the writes of each variable from 1, in the order of their positions. Those that have the same position, as where an
// engine has not said any, stay in the order of the events.
void number_writes(Trace& events);

// Where modification order contradicts the order of the events: the result stands before `write` among the events, but
// after it in modification order. Of several it is the first in modification order; nothing: there is none.
std::optional<int> placed_before(const Trace& events, int write);

}  // namespace turnstile::counterexample
