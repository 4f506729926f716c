// A simulation, its result, and what is made of it, as JSON: how the program talks to itself in another process.
#pragma once

#include <string>

#include "models/clients/rows.hpp"
#include "models/counterexample/artifact.hpp"
#include "models/engines/relacy/check.hpp"

namespace turnstile::relacy {

std::string to_json(const Simulation& simulation);
std::string to_json(const Result& result);
// Both throw std::runtime_error when the text is not what the other side writes.
Simulation simulation_from_json(const std::string& text, FindClient find_client = client_named);
Result result_from_json(const std::string& text);

// A violation as it was recorded, or after it was made smaller, without all that follows from its events.
std::string recording_to_json(const counterexample::Artifact& recorded);
counterexample::Artifact recording_from_json(const std::string& text, FindClient find_client = client_named);

}  // namespace turnstile::relacy
