// What is said about every violation of a kind. Explanations begin with it, property tests and pages show it.
#pragma once

#include <string>

#include "models/vocabulary/verdict.hpp"

namespace turnstile::counterexample {

// "Two threads are in the critical section at once."
std::string general_sentence(Kind kind);
// The same without its full stop, so that a sentence can go on from it.
std::string general_clause(Kind kind);

}  // namespace turnstile::counterexample
