// Both sides of a simulation in a process of its own.
#pragma once

#include <string>

#include "models/relacy/check.hpp"

namespace turnstile::command {

// The name of the internal command; it is not for people.
inline constexpr const char* simulate_command = "simulate";

// Thrown on the way out when the user wants to stop.
struct Interrupted {};

// Here: starts the child and waits. A child that crashes, hangs or says nonsense gives an unknown result with the reason.
relacy::Result simulate_in_child(const relacy::Simulation& simulation);

// There: runs the simulation that `text` describes, and answers. The result is the exit status.
int answer_simulation(int parent, const std::string& text);

}  // namespace turnstile::command
