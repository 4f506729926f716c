// TruSt: every consistent execution graph, each once, with memory for a path and not for what has been seen.
//
// (Kokologiannakis, Marmanis, Gladstein, Vafeiadis, Truly Stateless, Optimal Dynamic Partial Order Reduction, POPL 2022.)
//
// A graph grows by one event at a time. What the event could do instead is pushed on a stack, as a graph of its own:
//
//   a read    may read from any write that coherence allows. The newest is taken in place, the others are pushed.
//   a write   may stand anywhere in coherence order that coherence allows: newest in place, the others are pushed. And it
//             may be read by reads that are there already: each of them is *revisited*. The graph that is pushed then
//             has lost whatever was added after the read, and is not needed for the write.
//
// So that no graph is pushed twice, a read is revisited only if all that would be lost is as it would be added anew: each
// lost event (and the read) must be *maximal*, that is, read or be the newest write at its time.
#pragma once

#include <memory>
#include <vector>

#include "models/rc11/graph.hpp"

namespace turnstile::rc11 {

using GraphPointer = std::unique_ptr<Graph>;

// Keeps the memory of graphs that are done with.
class GraphPool {
 public:
  GraphPointer take();
  void give(GraphPointer graph) { free_.push_back(std::move(graph)); }

 private:
  std::vector<GraphPointer> free_;
};

class Exploration {
 public:
  // Graphs still to be explored; the last one next.
  using Stack = std::vector<GraphPointer>;

  explicit Exploration(bool spurious_failures) : spurious_failures_(spurious_failures) {}

  [[nodiscard]] const Graph& graph() const { return *graph_; }
  [[nodiscard]] Stack& stack() { return stack_; }
  // Goes on with this graph; the one before is forgotten.
  void enter(GraphPointer graph);

  // Each appends an event to a thread, and pushes what it could have been instead.
  Ref add_read(int thread, const Event& read);
  void add_write(int thread, const Event& event);
  // The write of a read-modify-write, whose read is the thread's last event. The result is false when the graph is
  // inconsistent with it. What it can revisit has been pushed even so.
  [[nodiscard]] bool add_exclusive_write(int thread);
  // Anything else: it has no choice.
  Ref add(int thread, const Event& event) { return graph_->add(thread, event); }
  int add_location(int thread, Event initialization);

 private:
  GraphPointer copy(const Graph& graph);
  void push(GraphPointer graph) { stack_.push_back(std::move(graph)); }
  void push_other_reads(int thread, const Event& read);
  void revisit_from_conflicting_update(GraphPointer graph, int thread);
  bool place_exclusive_write(Ref write);
  void push_other_places(Ref write);
  void push_spurious_failure(int thread);

  void revisit_from(const Graph& graph, Ref write);
  void revisit(const Graph& graph, Ref read, Ref write);
  void push_revisit(GraphPointer graph, Ref read, Ref write, int position);
  // Whether the event is as it would be added now, in a graph of what was there before it and the porf prefix of the
  // revisiting write.
  static bool maximal(const Graph& graph, Ref event, const Clock& prefix);
  // How much of each thread is left. Nothing, where something would be lost that is not maximal.
  static bool remaining(const Graph& graph, Ref read, Ref write, Graph::Lengths& lengths);

  GraphPool pool_;
  GraphPointer graph_;
  Stack stack_;
  bool spurious_failures_;
};

}  // namespace turnstile::rc11
