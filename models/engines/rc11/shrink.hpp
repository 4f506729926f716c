// Makes a counterexample small, by running it again with less.
#pragma once

#include "models/engines/rc11/options.hpp"
#include "models/engines/rc11/replay.hpp"
#include "models/engines/rc11/result.hpp"
#include "models/vocabulary/program.hpp"

namespace turnstile::rc11 {

// Keeps what is needed of the trace (needed.hpp), and leaves out what else can go, as long as it still violates when it
// is run again. The result stands in the order with the fewest context switches.
Trace shrunk(const Trace& events, Kind kind, const Options& options, Replayer& replayer);

// The trace of a violation that a search of this client has found. Other results stay as they are.
void shrink(Result& result, MakeProgram make, const Mix& mix, const Options& options);

}  // namespace turnstile::rc11
