// Both sides of an engine that runs in a process of its own.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "models/command/child.hpp"
#include "models/counterexample/replay.hpp"
#include "models/engines/rc11/check.hpp"
#include "models/engines/relacy/check.hpp"
#include "models/engines/uniprocessor/check.hpp"

namespace turnstile::command {

// The parent's side: each of these starts the child and waits. A child that crashes, hangs or says nonsense gives an
// unknown result with the reason.
relacy::Result simulate_in_child(const relacy::Simulation& simulation);
// Where the child fails, the result is what was recorded, and the reason stands in its model.
counterexample::Artifact shrink_in_child(const counterexample::Artifact& recorded, double budget_seconds);
Exploration explore_in_child(const uniprocessor::Job& job);
// Tells now and then how far the search is.
rc11::Result explore_in_child(const rc11::Job& job, const std::function<void(const rc11::Progress&)>& on_progress = {});

// Runs the execution in this file, which is a counterexample, again. A child that crashes does not fit.
counterexample::Replayed replay_in_child(const std::string& file);

// The child's side: whether this is one of the internal commands, which are not for people.
bool is_engine_command(std::string_view command);
// Does what `text` describes, or what standard input does where that is "-", and answers. The result is the exit status.
int run_engine(std::string_view command, int parent, const std::string& text);

}  // namespace turnstile::command
