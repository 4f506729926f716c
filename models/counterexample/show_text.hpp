// A counterexample as text: a sentence, then one column a thread, read downwards.
#pragma once

#include <string>

#include "models/counterexample/artifact.hpp"

namespace turnstile::counterexample {

struct TextStyle {
  bool colour = false;
  bool details = false;  // memory orders, which write was read, file and line of each step, and the lines themselves
  std::string file{};    // to be run again from; empty: nothing is said of that
};

std::string text(const Artifact& artifact, const TextStyle& style);

}  // namespace turnstile::counterexample
