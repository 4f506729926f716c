// When a graph is consistent in RC11 (Lahav, Vafeiadis, Kang, Hur, Dreyer, Repairing Sequential Consistency in C/C++11,
// PLDI 2017; release sequences as in C++20):
//
//   coherence        hb ; eco? is irreflexive: a read sees no write that is older than one it must know, and a write
//                    comes after all that it must know
//   atomicity        the write of a read-modify-write comes right after the write that it read
//   SC               psc is acyclic; which psc, SeqCst says
//   no thin air      po ∪ rf is acyclic: by construction
#pragma once

#include "models/engines/rc11/graph.hpp"
#include "models/vocabulary/seq_cst.hpp"

namespace turnstile::rc11 {

// The least place in the coherence order of `location` that a read may read, knowing what `known` contains; a write
// must come after it.
int oldest_readable(const Graph& graph, int location, const Clock& known);

// Whether a read-modify-write has read the write at this place: nothing may come between.
inline bool followed_by_update(const Graph& graph, int location, int position) {
  const auto& order = graph.coherence(location);
  const auto next = static_cast<std::size_t>(position) + 1;
  return next < order.size() && graph[order[next]].exclusive;
}

// The SC axiom.
bool psc_acyclic(const Graph& graph, SeqCst seq_cst);

}  // namespace turnstile::rc11
