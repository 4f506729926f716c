// What of an execution shows that it violates.
#pragma once

#include "models/rc11/explore.hpp"
#include "models/rc11/replay.hpp"

namespace turnstile::rc11 {

// The events that the last one depends on; of overtaking, those that come before the entry of who was overtaken, in an
// order in which he is. Of a hang, and where it cannot be told from the trace, all of them.
Trace needed_of(const Trace& events, Kind kind, const Options& options);

// The same as far as it violates still when it is run again, with whatever else can be left out, in the order with the
// fewest context switches.
Trace shrunk(const Trace& events, Kind kind, const Options& options, Replayer& replayer);

}  // namespace turnstile::rc11
