// From what an engine has recorded to the artifact that people see.
#pragma once

#include "models/counterexample/artifact.hpp"

namespace turnstile::counterexample {

// `artifact` says who is accused of what, and has the schedule of the simulated processor or the events, as the engine
// recorded them. They are put into the order with the fewest context switches, and all that follows from them is filled
// in: variables, sources, happens-before, the sentence.
Artifact make(Artifact artifact);

// The events in an order of program order, reads-from and, of those that their engine performed in modification order,
// that too, with the fewest context switches; of these the one with the fewest stale reads. Indices are renumbered.
Trace with_fewest_switches(const Trace& events);

}  // namespace turnstile::counterexample
