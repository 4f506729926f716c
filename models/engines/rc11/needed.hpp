// What of an execution shows that it violates, as far as its trace alone can tell.
#pragma once

#include <vector>

#include "models/engines/rc11/options.hpp"
#include "models/vocabulary/trace.hpp"

namespace turnstile::rc11 {

// The events that the last one depends on; of overtaking, those that come before the entry of the overtaken thread, in an
// order in which it is overtaken. Of a hang, and where it cannot be told from the trace, all of them.
Trace needed_of(const Trace& events, Kind kind, const Options& options);

// Whether somebody's last event completes the violation, and not that nothing follows.
bool ends_with_a_step(const Trace& events);

// The events that are kept, one flag for each.
Trace those(const Trace& events, const std::vector<bool>& kept);

}  // namespace turnstile::rc11
