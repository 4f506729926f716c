// A counterexample as an execution graph, in the language of Graphviz.
#pragma once

#include <string>

#include "models/counterexample/artifact.hpp"

namespace turnstile::counterexample {

// The graph has a cluster for each thread, read downwards, and a node for each event, and for each mark that says
// something. Its edges are program order, reads-from, coherence order, from-reads, and those of happens-before with
// nothing in between. Each edge has its relation as its class: "rf". For a schedule the graph has no nodes.
std::string dot(const Artifact& artifact);

}  // namespace turnstile::counterexample
