// A counterexample as an execution graph, in the language of Graphviz.
#pragma once

#include <string>

#include "models/counterexample/artifact.hpp"

namespace turnstile::counterexample {

// A cluster for each thread, read downwards; a node for each event and, of marks, for those that say something. Edges:
// program order, reads-from, coherence order, from-reads, and of happens-before those with nothing in between. Each has
// its relation as its class: "rf". Of a schedule there is no graph: it has no nodes.
std::string dot(const Artifact& artifact);

}  // namespace turnstile::counterexample
