#include "models/rc11/exploration.hpp"

#include <utility>

#include "models/rc11/consistency.hpp"

namespace turnstile::rc11 {

GraphPointer GraphPool::take() {
  if (free_.empty()) return std::make_unique<Graph>();
  GraphPointer graph = std::move(free_.back());
  free_.pop_back();
  return graph;
}

GraphPointer Exploration::copy(const Graph& graph) {
  GraphPointer result = pool_.take();
  *result = graph;
  return result;
}

void Exploration::enter(GraphPointer graph) {
  if (graph_) pool_.give(std::move(graph_));
  graph_ = std::move(graph);
}

int Exploration::add_location(int thread, Event initialization) {
  const int location = graph_->new_location();
  initialization.location = static_cast<std::int16_t>(location);
  graph_->insert(graph_->add(thread, initialization), 0);
  return location;
}

// --- reads -----------------------------------------------------------------------------------------------------------

Ref Exploration::add_read(int thread, const Event& read) {
  push_other_reads(thread, read);
  Event newest = read;
  const Ref write = graph_->newest(read.location);
  newest.read(write, (*graph_)[write].value);
  // Reading the newest write adds no edge that leaves the read but to what comes later: no psc cycle.
  return graph_->add(thread, newest);
}

void Exploration::push_other_reads(int thread, const Event& read) {
  const auto& order = graph_->coherence(read.location);
  const int oldest = oldest_readable(*graph_, read.location, graph_->happened_before(thread));
  for (int p = oldest; p + 1 < static_cast<int>(order.size()); ++p) {
    const Ref write = order[static_cast<std::size_t>(p)];
    Event other = read;
    other.read(write, (*graph_)[write].value);
    GraphPointer pushed = copy(*graph_);
    pushed->add(thread, other);
    if (!psc_acyclic(*pushed)) {
      pool_.give(std::move(pushed));
    } else if (other.exclusive && followed_by_update(*graph_, read.location, p)) {
      revisit_from_conflicting_update(std::move(pushed), thread);
    } else {
      push(std::move(pushed));
    }
  }
}

// Two read-modify-writes cannot read the same write. But one of them can read from the other, and that graph is a
// revisit from here.
void Exploration::revisit_from_conflicting_update(GraphPointer graph, int thread) {
  GraphPointer current = std::exchange(graph_, std::move(graph));
  (void)add_exclusive_write(thread);
  pool_.give(std::exchange(graph_, std::move(current)));
}

// --- writes ----------------------------------------------------------------------------------------------------------

void Exploration::add_write(int thread, const Event& event) {
  const Ref write = graph_->add(thread, event);
  revisit_from(*graph_, write);
  push_other_places(write);
  graph_->insert(write, static_cast<int>(graph_->coherence(event.location).size()));
}

void Exploration::push_other_places(Ref write) {
  const Event& w = (*graph_)[write];
  const int places = static_cast<int>(graph_->coherence(w.location).size());
  Clock known = w.hb;
  known.set(write.thread, write.index);
  for (int p = oldest_readable(*graph_, w.location, known) + 1; p < places; ++p) {
    if (followed_by_update(*graph_, w.location, p - 1)) continue;
    GraphPointer pushed = copy(*graph_);
    pushed->insert(write, p);
    if (psc_acyclic(*pushed)) {
      push(std::move(pushed));
    } else {
      pool_.give(std::move(pushed));
    }
  }
}

bool Exploration::add_exclusive_write(int thread) {
  const Event& read = graph_->of(thread).back();
  if (spurious_failures_ && read.update.weak) push_spurious_failure(thread);
  Event write;
  write.type = Type::write;
  write.order = read.order;
  write.exclusive = true;
  write.location = read.location;
  write.value = read.update.after(read.value);
  write.where = read.where;
  return place_exclusive_write(graph_->add(thread, write));
}

bool Exploration::place_exclusive_write(Ref write) {
  const int location = (*graph_)[write].location;
  const Ref read = Ref::of(write.thread, write.index - 1);
  const int place = graph_->position((*graph_)[read]) + 1;
  const bool conflict = followed_by_update(*graph_, location, place - 1);
  revisit_from(*graph_, write);
  if (conflict) return false;
  const bool newest = place == static_cast<int>(graph_->coherence(location).size());
  graph_->insert(write, place);
  return newest || psc_acyclic(*graph_);
}

void Exploration::push_spurious_failure(int thread) {
  GraphPointer pushed = copy(*graph_);
  pushed->fail_spuriously(Ref::of(thread, pushed->length(thread) - 1));
  if (psc_acyclic(*pushed)) {
    push(std::move(pushed));
  } else {
    pool_.give(std::move(pushed));
  }
}

// --- revisits --------------------------------------------------------------------------------------------------------

void Exploration::revisit_from(const Graph& graph, Ref write) {
  const Event& w = graph[write];
  for (int t = 0; t < graph.threads(); ++t) {
    if (t == write.thread) continue;
    for (int i = w.porf.of(t); i < graph.length(t); ++i) {
      const Event& read = graph.of(t)[static_cast<std::size_t>(i)];
      if (read.type == Type::read && read.location == w.location) revisit(graph, Ref::of(t, i), write);
    }
  }
}

bool Exploration::maximal(const Graph& graph, Ref event, const Clock& prefix) {
  const Event& e = graph[event];
  if (!e.is_access()) return true;
  if (e.spurious) return false;
  const auto was_there = [&](Ref other) { return graph[other].stamp <= e.stamp || prefix.contains(other); };
  const auto& order = graph.coherence(e.location);
  const auto position = static_cast<std::size_t>(graph.position(e));
  for (std::size_t p = position + 1; p < order.size(); ++p) {
    if (was_there(order[p])) return false;
  }
  if (e.type == Type::read) return true;
  for (int t = 0; t < graph.threads(); ++t) {
    for (int i = 0; i < graph.length(t); ++i) {
      const Event& read = graph.of(t)[static_cast<std::size_t>(i)];
      if (read.type == Type::read && read.rf == event && was_there(Ref::of(t, i))) return false;
    }
  }
  return true;
}

bool Exploration::remaining(const Graph& graph, Ref read, Ref write, Graph::Lengths& lengths) {
  const Clock& prefix = graph[write].porf;
  const std::uint32_t stamp = graph[read].stamp;
  if (!maximal(graph, read, prefix)) return false;
  for (int t = 0; t < graph.threads(); ++t) {
    int& kept = lengths[static_cast<std::size_t>(t)];
    kept = graph.length(t);
    while (kept > prefix.of(t)) {
      const Ref last = Ref::of(t, kept - 1);
      if (graph[last].stamp <= stamp) break;
      if (!maximal(graph, last, prefix)) return false;
      --kept;
    }
  }
  return true;
}

void Exploration::revisit(const Graph& graph, Ref read, Ref write) {
  Graph::Lengths lengths{};
  if (!remaining(graph, read, write, lengths)) return;
  GraphPointer rest = pool_.take();
  rest->assign_prefix(graph, lengths);
  const Event& w = (*rest)[write];
  const int location = w.location;
  if (w.exclusive) {
    const int before = rest->position((*rest)[Ref::of(write.thread, write.index - 1)]);
    if (!followed_by_update(*rest, location, before)) push_revisit(copy(*rest), read, write, before + 1);
  } else {
    Clock known = w.hb;
    known.set(write.thread, write.index);
    const int oldest = oldest_readable(*rest, location, known);
    for (int p = static_cast<int>(rest->coherence(location).size()); p > oldest; --p) {
      if (!followed_by_update(*rest, location, p - 1)) push_revisit(copy(*rest), read, write, p);
    }
  }
  pool_.give(std::move(rest));
}

void Exploration::push_revisit(GraphPointer graph, Ref read, Ref write, int position) {
  const int location = (*graph)[write].location;
  const bool newest = position == static_cast<int>(graph->coherence(location).size());
  graph->insert(write, position);
  graph->redirect(read, write);
  if (!newest) {
    Clock known = (*graph)[read].hb;
    known.set(read.thread, read.index);
    if (oldest_readable(*graph, location, known) > position || !psc_acyclic(*graph)) {
      pool_.give(std::move(graph));
      return;
    }
  }
  push(std::move(graph));
}

}  // namespace turnstile::rc11
