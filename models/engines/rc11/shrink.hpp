// Makes a counterexample small, by running it again with less.
#pragma once

#include "models/engines/rc11/options.hpp"
#include "models/engines/rc11/replay.hpp"
#include "models/engines/rc11/result.hpp"
#include "models/vocabulary/program.hpp"

namespace turnstile::rc11 {

// What is needed of it (needed.hpp), as far as it violates still when it is run again, with whatever else can be left out,
// in the order with the fewest context switches.
Trace shrunk(const Trace& events, Kind kind, const Options& options, Replayer& replayer);

// The trace of a violation that a search of this client has found. Other results stay as they are.
void shrink(Result& result, MakeProgram make, const Mix& mix, const Options& options);

}  // namespace turnstile::rc11
