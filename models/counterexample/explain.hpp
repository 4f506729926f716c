// One sentence that says what went wrong, from the facts.
#pragma once

#include <string>
#include <vector>

#include "models/counterexample/artifact.hpp"

namespace turnstile::counterexample {

struct Explanation {
  std::string sentence;
  std::vector<int> culprits;  // the events that it names, the one that completes the violation last
};

// Of an artifact that has all but these two.
Explanation explain(const Artifact& artifact);

}  // namespace turnstile::counterexample
