// The events of a counterexample in columns, one for each thread.
#pragma once

#include <string>

#include "models/counterexample/facts.hpp"
#include "models/counterexample/text_style.hpp"
#include "models/counterexample/wording.hpp"

namespace turnstile::counterexample {

std::string columns(const Facts& facts, const Wording& words, const TextStyle& style);
// Shows the events alone, in detail, where nothing says what is wrong. Waiting rounds that repeat the one before are
// counted.
std::string columns(const Trace& events, int threads);

// Whether sections are drawn: in a data structure `critical` only says that an operation is done.
bool has_critical_sections(const Artifact& artifact);

}  // namespace turnstile::counterexample
