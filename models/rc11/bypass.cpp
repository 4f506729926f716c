#include "models/rc11/bypass.hpp"

namespace turnstile::rc11 {

void BypassCount::add_edges(const Graph& graph) {
  for (int t = 0; t < graph.threads(); ++t) {
    for (int i = 0; i < graph.length(t); ++i) {
      const Ref ref = Ref::of(t, i);
      const Event& e = graph[ref];
      if (i > 0) add_edge(node(ref) - 1, node(ref));
      if (e.rf.exists()) add_edge(node(e.rf), node(ref));
      if (e.type == Type::join) add_edge(node(Ref::of(e.peer, graph.length(e.peer) - 1)), node(ref));
      if (!e.is_access()) continue;
      // fr of a read, co of a write: to the next write, the rest follows.
      const auto& order = graph.coherence(e.location);
      const auto next = static_cast<std::size_t>(graph.position(e)) + 1;
      if (next < order.size() && !(e.exclusive && e.type == Type::read)) add_edge(node(ref), node(order[next]));
    }
  }
}

void BypassCount::close(const Graph& graph) {
  first_.clear();
  std::size_t n = 0;
  for (int t = 0; t < graph.threads(); ++t) {
    first_.push_back(n);
    n += static_cast<std::size_t>(graph.length(t));
  }
  words_ = (n + 63) / 64;
  reach_.assign(n * words_, 0);
  add_edges(graph);
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = 0; i < n; ++i) {
      if (!reaches(i, k)) continue;
      for (std::size_t w = 0; w < words_; ++w) reach_[i * words_ + w] |= reach_[k * words_ + w];
    }
  }
  exact_ = true;
  for (std::size_t i = 0; i < n; ++i) exact_ &= !reaches(i, i);
}

bool BypassCount::before(const Graph& graph, int thread, int moment, int other, int other_moment) const {
  // Nothing follows the one moment, or precedes the other: no edge can lead from it, or to it.
  if (moment >= graph.length(thread) || other_moment == 0) return false;
  const Ref from = Ref::of(thread, moment);
  const Ref to = Ref::of(other, other_moment - 1);
  return exact_ ? reaches(node(from), node(to)) : graph[to].porf.contains(from);
}

const std::vector<Overtaking>& BypassCount::count(const Execution& execution,
                                                  const std::function<bool(int, int)>& conflicts) {
  const Graph& graph = execution.graph();
  close(graph);
  counts_.clear();
  for (int waiter = 1; waiter < graph.threads(); ++waiter) {
    for (const Passage& mine : execution.thread(waiter).passages) {
      int times = 0;
      for (int other = 1; other < graph.threads(); ++other) {
        if (other == waiter || (conflicts && !conflicts(Execution::seat(other), Execution::seat(waiter)))) continue;
        for (const Passage& theirs : execution.thread(other).passages) {
          const bool overtakes = before(graph, other, theirs.enters, waiter, mine.enters) &&
                                 !before(graph, other, theirs.enters, waiter, mine.waits_from);
          times += overtakes ? 1 : 0;
        }
      }
      counts_.push_back({.thread = waiter, .times = times});
    }
  }
  return counts_;
}

}  // namespace turnstile::rc11
