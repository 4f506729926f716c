// The part of an execution that shows its violation, as far as the trace alone can tell.
#pragma once

#include <vector>

#include "models/engines/rc11/options.hpp"
#include "models/vocabulary/trace.hpp"

namespace turnstile::rc11 {

// The events that the last one depends on. For overtaking: those that come before the entry of the overtaken thread, in
// an order in which it is overtaken. For a hang, and where the trace does not tell: all events.
Trace needed_of(const Trace& events, Kind kind, const Options& options);

// Whether the last event of a thread completes the violation, and not that nothing follows.
bool ends_with_a_step(const Trace& events);

// The events that are kept, one flag for each.
Trace those(const Trace& events, const std::vector<bool>& kept);

}  // namespace turnstile::rc11
