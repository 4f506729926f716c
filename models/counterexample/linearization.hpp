// The same execution in the order that is easiest to follow.
#pragma once

#include "models/observation/trace.hpp"

namespace turnstile::counterexample {

// The events in an order of program order, reads-from and, where the engine's own order has it so, modification order,
// with the fewest context switches; of these the one with the fewest stale reads. Indices of events are renumbered.
Trace with_fewest_switches(const Trace& events);

}  // namespace turnstile::counterexample
