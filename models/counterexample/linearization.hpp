// Orders in which the events of an execution can be told, and the one that is followed most easily.
#pragma once

#include <optional>
#include <vector>

#include "models/counterexample/artifact.hpp"

namespace turnstile::counterexample {

// The events in the order that respects program order and reads-from and has the fewest context switches; among several
// such orders, the one with the fewest stale reads, then the one in which lower threads come first. Writes of one
// variable stand in modification order: always, if they do in `events`, as with engines that perform them in that
// order; else unless that takes more switches. What main does before and after all threads stays there, and a last
// event that completes the violation stays last. `also` has further events that must stay one before the other. Indices
// are renumbered, and stale reads are found anew. A trace longer than anyone would read is left as it is.
Trace with_fewest_switches(const Trace& events, const std::vector<Edge>& also = {});

// How many switches that takes, which is less work; nothing: there are too many events.
std::optional<int> fewest_switches(const Trace& events);

// The edges that show the round that was overtaken most often, in the order of `events`; they must stay one before the
// other. The end of its doorway comes before the entries of the others, and these before its own.
std::vector<Edge> overtakings(const Trace& events, const Mix& mix);

}  // namespace turnstile::counterexample
