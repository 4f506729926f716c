// A counterexample as text: a sentence, then one column a thread, read downwards.
#pragma once

#include <string>

#include "models/counterexample/artifact.hpp"
#include "models/counterexample/text_style.hpp"

namespace turnstile::counterexample {

std::string text(const Artifact& artifact, const TextStyle& style);

}  // namespace turnstile::counterexample
