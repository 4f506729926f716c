#include "models/engines/rc11/bypass.hpp"

#include <algorithm>
#include <limits>

#include "models/engines/rc11/hang.hpp"

namespace turnstile::rc11 {

namespace {

// The entry of a round whose thread waits for ever.
constexpr int never = std::numeric_limits<int>::max();

bool waits(const Thread& thread) {
  const bool stopped = thread.state == Thread::State::blocked || thread.state == Thread::State::asleep;
  return stopped && thread.section == Section::waiting;
}

}  // namespace

void BypassCount::add_edges(const Graph& graph, Ref ref) {
  const Event& e = graph[ref];
  if (ref.index > 0) add_edge(node(ref) - 1, node(ref));
  if (e.rf.exists()) add_edge(node(e.rf), node(ref));
  if (e.type == Type::join) add_edge(node(Ref::of(e.peer, graph.length(e.peer) - 1)), node(ref));
  // The read of a read-modify-write comes before the next write because its own write does.
  if (!e.is_access() || (e.exclusive && e.type == Type::read)) return;
  // A read has an edge of fr, a write one of co. An edge to the next write is enough: the rest follows.
  const auto& order = graph.coherence(e.location);
  const auto next = static_cast<std::size_t>(graph.position(e)) + 1;
  if (next < order.size()) add_edge(node(ref), node(order[next]));
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
  for (int t = 0; t < graph.threads(); ++t) {
    for (int i = 0; i < graph.length(t); ++i) add_edges(graph, Ref::of(t, i));
  }
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = 0; i < n; ++i) {
      if (!reaches(i, k)) continue;
      for (std::size_t w = 0; w < words_; ++w) reach_[i * words_ + w] |= reach_[k * words_ + w];
    }
  }
  exact_ = true;
  for (std::size_t i = 0; i < n; ++i) exact_ &= !reaches(i, i);
}

bool BypassCount::before(const Graph& graph, const Moment& a, const Moment& b) const {
  // If nothing follows the one moment, or precedes the other, no edge can lead from it, or to it.
  if (a.index >= graph.length(a.thread) || b.index == 0) return false;
  const Ref from = Ref::of(a.thread, a.index);
  const Ref to = Ref::of(b.thread, b.index - 1);
  return exact_ ? reaches(node(from), node(to)) : graph[to].porf.contains(from);
}

int BypassCount::entries_that_overtake(const Execution& execution, int other, int waiter, const Passage& mine) const {
  const auto& theirs = execution.thread(other).passages;
  return static_cast<int>(std::ranges::count_if(theirs, [&](const Passage& passage) {
    const Moment entry{.thread = other, .index = passage.enters};
    return (mine.enters == never || before(execution.graph(), entry, {.thread = waiter, .index = mine.enters})) &&
           !before(execution.graph(), entry, {.thread = waiter, .index = mine.waits_from});
  }));
}

Overtaking BypassCount::overtaking_of(const Execution& execution, int waiter, const Passage& mine,
                                      const std::function<bool(int, int)>& conflicts) const {
  Overtaking overtaking{.thread = waiter, .times = 0};
  for (int other = 1; other < execution.graph().threads(); ++other) {
    const bool counts = !conflicts || conflicts(Execution::seat(other), Execution::seat(waiter));
    if (other != waiter && counts) overtaking.times += entries_that_overtake(execution, other, waiter, mine);
  }
  return overtaking;
}

const std::vector<Overtaking>& BypassCount::count(const Execution& execution,
                                                  const std::function<bool(int, int)>& conflicts) {
  const Graph& graph = execution.graph();
  close(graph);
  counts_.clear();
  bool somebody_waits = false;
  for (int waiter = 1; waiter < graph.threads(); ++waiter) {
    for (const Passage& mine : execution.thread(waiter).passages) {
      counts_.push_back(overtaking_of(execution, waiter, mine, conflicts));
    }
    somebody_waits |= waits(execution.thread(waiter));
  }
  if (!somebody_waits || hang_of(execution) != Hang::yes) return counts_;
  for (int waiter = 1; waiter < graph.threads(); ++waiter) {
    const Thread& t = execution.thread(waiter);
    if (!waits(t)) continue;
    counts_.push_back(overtaking_of(execution, waiter, {.waits_from = t.waits_from, .enters = never}, conflicts));
  }
  return counts_;
}

}  // namespace turnstile::rc11
