// An execution as text: one column a thread, read downwards.
#pragma once

#include <string>

#include "models/observation/trace.hpp"

namespace turnstile {

// One step without its place: "turn := 1", "interested[0] is false (stale, by now true)".
std::string phrase(const Step& step);

// The execution in columns: a line a step, with the line of the source; waiting rounds that repeat the one before are
// left out.
std::string columns(const Trace& trace, int threads);

}  // namespace turnstile
