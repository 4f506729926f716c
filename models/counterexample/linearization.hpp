// Orders in which the events of an execution can be told, and the one that is followed most easily.
#pragma once

#include <optional>
#include <vector>

#include "models/counterexample/artifact.hpp"

namespace turnstile::counterexample {

// The events in an order of program order and reads-from with the fewest context switches; of these the one with the
// fewest stale reads, then the one in which the lower threads come first. Writes of one variable stand in modification
// order: always, if they do in `events`, as with engines that perform them in that order; else unless that takes more
// switches. What main does before and after all threads stays there, and a last event that completes the violation stays
// last. `also`: further events that must stay one before the other. Indices are renumbered, and what is stale is found
// anew. More than anyone would read is left as it is.
Trace with_fewest_switches(const Trace& events, const std::vector<Edge>& also = {});

// How many that takes, which is less work; nothing: too many events.
std::optional<int> fewest_switches(const Trace& events);

// Of a round that others have overtaken most often, in the order of `events`: what shows it, and must stay one before the
// other. The end of its doorway comes before their entries, and these before its own.
std::vector<Edge> overtakings(const Trace& events, const Mix& mix);

}  // namespace turnstile::counterexample
