// Sees to what a client calls without the engine's knowledge.
#pragma once

#include "models/engines/rc11/execution.hpp"
#include "models/engines/rc11/turns.hpp"

namespace turnstile::detail {

// Whether the caller is the client, in an execution, and not the engine.
inline bool client_runs() { return rc11::program_runs() && rc11::Execution::running(); }

// To be called once before a client runs: links the code that keeps a client from std::mutex and its like.
void watch_foreign_calls();

}  // namespace turnstile::detail
