#include "models/counterexample/explain.hpp"

namespace turnstile::counterexample {

Explanation explain(const Artifact& artifact) {
  return {.sentence = "Violated: " + std::string(name(artifact.kind)) + ".", .culprits = {}};
}

}  // namespace turnstile::counterexample
