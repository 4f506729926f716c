// The clients of an algorithm (models/clients/) as programs that are explored.
#pragma once

#include "models/engines/rc11/options.hpp"
#include "models/engines/rc11/result.hpp"
#include "models/vocabulary/program.hpp"

namespace turnstile::rc11 {

// `mix` has the number of rounds of each thread.
Body client_body(MakeProgram make, const Mix& mix);

Result explore(MakeProgram make, const Mix& mix, const Options& options);

}  // namespace turnstile::rc11
