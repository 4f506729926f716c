#include "models/engines/rc11/exploration.hpp"

#include <algorithm>

#include "models/engines/rc11/consistency.hpp"

namespace turnstile::rc11 {

namespace {

// Whether one of these events reads the write. An event that does has it in its prefix, as has all that follows.
template <class Predicate>
bool is_read_by(const Graph& graph, Ref write, const Predicate& these) {
  for (int t = 0; t < graph.threads(); ++t) {
    for (int i = graph.length(t) - 1; i >= 0; --i) {
      const Event& e = graph.of(t)[static_cast<std::size_t>(i)];
      if (!e.porf.contains(write)) break;
      if (e.type == Type::read && e.rf == write && these(Ref::of(t, i))) return true;
    }
  }
  return false;
}

// What happens before the access, without the access itself.
Clock known_to(const Graph& graph, Ref access) {
  Clock known = graph[access].hb;
  known.set(access.thread, access.index);
  return known;
}

// Whether the read sees nothing older than what it must know.
bool coherent(const Graph& graph, Ref read) {
  return oldest_readable(graph, graph[read].location, known_to(graph, read)) <= graph.position(graph[read]);
}

}  // namespace

// --- the stack -------------------------------------------------------------------------------------------------------

// The task's graph replaces one of ours, lest there be more graphs with every task.
void Exploration::begin(Task task) {
  leave_levels(0);
  (void)take_free();
  alternatives_.clear();
  enter_level(std::move(task.graph));
  alternatives_ = std::move(task.alternatives);
  before_ = alternatives_.size();
}

void Exploration::enter_level(GraphPointer graph) {
  graph_ = graph.get();
  levels_.push_back({.graph = std::move(graph), .first = alternatives_.size()});
}

// Leaves the levels whose alternatives are done. The next alternative was pushed on the graph of the last that is left.
void Exploration::leave_levels(std::size_t remaining) {
  while (!levels_.empty() && levels_.back().first >= remaining) {
    free_.push_back(std::move(levels_.back().graph));
    levels_.pop_back();
  }
}

GraphPointer Exploration::take_free() {
  if (free_.empty()) return std::make_unique<Graph>();
  GraphPointer graph = std::move(free_.back());
  free_.pop_back();
  return graph;
}

bool Exploration::next() {
  settle();
  while (!alternatives_.empty()) {
    const Alternative alternative = alternatives_.back();
    leave_levels(alternatives_.size());
    graph_ = levels_.back().graph.get();
    alternatives_.pop_back();
    weight_ = alternative.weight;
    before_ = alternatives_.size();
    if (make(alternative)) return true;
    settle();
  }
  return false;
}

// Takes the current graph, and each alternative that it has pushed, for equally large shares of the search.
void Exploration::settle() {
  const double part = weight_ / static_cast<double>(alternatives_.size() - before_ + 1);
  for (std::size_t i = before_; i < alternatives_.size(); ++i) alternatives_[i].weight = part;
  done_ += part;
  weight_ = 0;
  before_ = alternatives_.size();
}

void Exploration::push(Alternative alternative) {
  alternative.stamp = graph_->stamp();
  alternatives_.push_back(alternative);
}

Task Exploration::share() {
  settle();
  std::size_t level = 0;
  while (level + 1 < levels_.size() && levels_[level + 1].first == 0) ++level;
  const std::size_t last = level + 1 < levels_.size() ? levels_[level + 1].first : alternatives_.size();
  const std::size_t given = std::min((alternatives_.size() + 1) / 2, last);
  const auto end = alternatives_.begin() + static_cast<std::ptrdiff_t>(given);
  Task task{.graph = take_free(), .alternatives = {alternatives_.begin(), end}};
  const Graph& graph = *levels_[level].graph;
  task.graph->assign_prefix(graph, graph.lengths_at(task.alternatives.back().stamp));
  alternatives_.erase(alternatives_.begin(), end);
  for (Level& each : levels_) each.first -= std::min(each.first, given);
  before_ = alternatives_.size();
  return task;
}

std::size_t Exploration::bytes() const {
  std::size_t bytes = alternatives_.capacity() * sizeof(Alternative);
  for (const Level& level : levels_) bytes += level.graph->bytes();
  for (const GraphPointer& graph : free_) bytes += graph->bytes();
  return bytes;
}

// Whether the seq_cst events can have an order, with all that it must respect. Events that are lost take nothing with
// them but their own edges: a prefix of a consistent graph is consistent.
bool Exploration::sequentially_consistent() const { return psc_acyclic(*graph_, seq_cst_); }

bool Exploration::make(const Alternative& alternative) {
  switch (alternative.type) {
    case Alternative::Type::nothing:
      return true;
    case Alternative::Type::reads:
      return make_read(alternative);
    case Alternative::Type::is_placed:
      return make_place(alternative);
    case Alternative::Type::fails:
      return make_failure(alternative);
    case Alternative::Type::chooses:
      return make_choice(alternative);
    case Alternative::Type::revisits:
      return make_revisit(alternative);
  }
  return false;
}

int Exploration::add_location(int thread, Label initialization) {
  const int location = graph_->new_location();
  initialization.location = static_cast<std::int16_t>(location);
  graph_->insert(graph_->add(thread, initialization), 0);
  return location;
}

// --- reads -----------------------------------------------------------------------------------------------------------

Ref Exploration::add_read(int thread, const Label& read) {
  Label newest = read;
  const Ref write = graph_->newest(read.location);
  newest.read(write, (*graph_)[write].value);
  const int oldest = oldest_readable(*graph_, read.location, graph_->happened_before(thread));
  // Nothing comes after the read yet: no event of its thread, and no write in coherence order, so that it is before
  // nothing in fr and eco. Whatever the SC order respects, no edge of it leaves the read: no psc cycle. The same is true
  // of a newest write, which nobody has read yet; one that revisits is read by a read that nothing comes after.
  const Ref added = graph_->add(thread, newest);
  push_other_reads(added, oldest);
  return added;
}

void Exploration::push_other_reads(Ref read, int oldest) {
  const auto& order = graph_->coherence((*graph_)[read].location);
  for (int p = oldest; p + 1 < static_cast<int>(order.size()); ++p) {
    push({.type = Alternative::Type::reads, .read = read, .write = order[static_cast<std::size_t>(p)]});
  }
}

bool Exploration::make_read(const Alternative& alternative) {
  graph_->cut(alternative.stamp);
  graph_->redirect(alternative.read, alternative.write);
  if (!sequentially_consistent()) return only_fails(alternative.read);
  const Event& read = (*graph_)[alternative.read];
  if (!read.exclusive || !followed_by_update(*graph_, read.location, graph_->position(read))) return true;
  // Two read-modify-writes cannot read the same write. But one of them can read from the other, and that graph is a
  // revisit from here.
  return add_exclusive_write(alternative.read.thread);
}

bool Exploration::add_read_of(int thread, const Label& read, Ref write, bool fails) {
  const int oldest = oldest_readable(*graph_, read.location, graph_->happened_before(thread));
  if ((*graph_)[write].position < oldest) return false;
  Label label = read;
  label.read(write, (*graph_)[write].value);
  const Ref added = graph_->add(thread, label);
  if (fails && label.exclusive) graph_->fail_spuriously(added);
  return sequentially_consistent();
}

// --- writes ----------------------------------------------------------------------------------------------------------

void Exploration::add_write(int thread, const Label& event) {
  const Ref write = graph_->add(thread, event);
  push_revisits(write);
  graph_->insert(write, static_cast<int>(graph_->coherence(event.location).size()));
  push_places(write, Ref{});
}

bool Exploration::add_write_at(int thread, const Label& event, int place) {
  const Ref write = graph_->add(thread, event);
  const bool comes_later = oldest_readable(*graph_, event.location, known_to(*graph_, write)) < place;
  if (!comes_later || followed_by_update(*graph_, event.location, place - 1)) return false;
  graph_->insert(write, place);
  return sequentially_consistent();
}

void Exploration::push_places(Ref write, Ref read) {
  const Event& w = (*graph_)[write];
  for (int p = oldest_readable(*graph_, w.location, known_to(*graph_, write)) + 1; p < w.position; ++p) {
    if (followed_by_update(*graph_, w.location, p - 1)) continue;
    push({.type = Alternative::Type::is_placed, .read = read, .write = write, .position = p});
  }
}

bool Exploration::make_place(const Alternative& alternative) {
  graph_->cut(alternative.stamp);
  graph_->withdraw(alternative.write);
  graph_->insert(alternative.write, alternative.position);
  if (alternative.read.exists()) {
    graph_->redirect(alternative.read, alternative.write);  // it may have failed spuriously since
    if (!coherent(*graph_, alternative.read)) return false;
  }
  return sequentially_consistent() || (alternative.read.exists() && only_fails(alternative.read));
}

bool Exploration::add_exclusive_write(int thread) {
  const Event& read = graph_->of(thread).back();
  if (read.update.weak && may_fail_spuriously(thread, read.update.in_await)) {
    push({.type = Alternative::Type::fails, .read = Ref::of(thread, graph_->length(thread) - 1)});
  }
  Label write;
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
  push_revisits(write);
  if (followed_by_update(*graph_, location, place - 1)) return false;
  const bool newest = place == static_cast<int>(graph_->coherence(location).size());
  graph_->insert(write, place);
  return newest || sequentially_consistent();
}

bool Exploration::may_fail_spuriously(int thread, bool in_await) {
  const auto counts = [](const Event& e) { return e.spurious && !e.update.in_await; };
  const bool within =
      spurious_failures_ > 0 && (in_await || std::ranges::count_if(graph_->of(thread), counts) < spurious_failures_);
  spurious_limited_ |= !within;
  return within;
}

// A weak compare-exchange that cannot succeed, since the order of its success does not let it, may still fail for no
// reason, by the order of its failure.
bool Exploration::only_fails(Ref read) {
  const Event& e = (*graph_)[read];
  if (!e.exclusive || !e.update.weak || !may_fail_spuriously(read.thread, e.update.in_await)) return false;
  graph_->fail_spuriously(read);
  return sequentially_consistent();
}

bool Exploration::make_failure(const Alternative& alternative) {
  graph_->cut(alternative.stamp);
  graph_->fail_spuriously(alternative.read);
  return sequentially_consistent();
}

// --- choices ---------------------------------------------------------------------------------------------------------

Ref Exploration::add_choice(int thread, const Label& choice) {
  const Ref added = graph_->add(thread, choice);
  for (int value = static_cast<int>(choice.update.operand) - 1; value > 0; --value) {
    push({.type = Alternative::Type::chooses, .read = added, .position = value});
  }
  return added;
}

bool Exploration::make_choice(const Alternative& alternative) {
  graph_->cut(alternative.stamp);
  graph_->choose(alternative.read, static_cast<Value>(alternative.position));
  return true;
}

// --- revisits --------------------------------------------------------------------------------------------------------

void Exploration::push_revisits(Ref write) {
  const Event& w = (*graph_)[write];
  for (int t = 0; t < graph_->threads(); ++t) {
    if (t == write.thread) continue;
    for (int i = w.porf.of(t); i < graph_->length(t); ++i) {
      const Event& read = graph_->of(t)[static_cast<std::size_t>(i)];
      if (read.type != Type::read || read.location != w.location || !may_revisit(*graph_, Ref::of(t, i), write))
        continue;
      push({.type = Alternative::Type::revisits, .read = Ref::of(t, i), .write = write});
    }
  }
}

bool Exploration::maximal(const Graph& graph, Ref event, const Clock& prefix) {
  const Event& e = graph[event];
  if (e.type == Type::choice) return e.value == 0;
  if (!e.is_access()) return true;
  if (e.spurious) return false;
  const auto was_there = [&](Ref other) { return graph[other].stamp <= e.stamp || prefix.contains(other); };
  const auto& order = graph.coherence(e.location);
  const auto position = static_cast<std::size_t>(graph.position(e));
  for (std::size_t p = position + 1; p < order.size(); ++p) {
    if (was_there(order[p])) return false;
  }
  return e.type == Type::read || !is_read_by(graph, event, was_there);
}

bool Exploration::may_revisit(const Graph& graph, Ref read, Ref write) {
  const Clock& prefix = graph[write].porf;
  if (!maximal(graph, read, prefix)) return false;
  const Graph::Lengths left = remaining(graph, read, write);
  for (int t = 0; t < graph.threads(); ++t) {
    for (int i = left[static_cast<std::size_t>(t)]; i < graph.length(t); ++i) {
      if (!maximal(graph, Ref::of(t, i), prefix)) return false;
    }
  }
  return true;
}

Graph::Lengths Exploration::remaining(const Graph& graph, Ref read, Ref write) {
  const Clock& prefix = graph[write].porf;
  Graph::Lengths lengths = graph.lengths_at(graph[read].stamp);
  for (int t = 0; t < graph.threads(); ++t) {
    int& kept = lengths[static_cast<std::size_t>(t)];
    kept = std::max(kept, prefix.of(t));
  }
  return lengths;
}

bool Exploration::make_revisit(const Alternative& alternative) {
  lose_by_revisit(remaining(*graph_, alternative.read, alternative.write));
  const Ref write = alternative.write;
  const int location = (*graph_)[write].location;
  graph_->withdraw(write);
  const int newest = static_cast<int>(graph_->coherence(location).size());
  if (!(*graph_)[write].exclusive) {
    graph_->insert(write, newest);
    graph_->redirect(alternative.read, write);
    push_places(write, alternative.read);
    return true;
  }
  const int before = graph_->position((*graph_)[Ref::of(write.thread, write.index - 1)]);
  if (followed_by_update(*graph_, location, before)) return false;
  graph_->insert(write, before + 1);
  graph_->redirect(alternative.read, write);
  if (before + 1 == newest) return true;
  return coherent(*graph_, alternative.read) && (sequentially_consistent() || only_fails(alternative.read));
}

// Other alternatives may still need what is lost: then only a copy loses it.
void Exploration::lose_by_revisit(const Graph::Lengths& remaining) {
  if (levels_.back().first == alternatives_.size()) {
    graph_->shorten(remaining);
    return;
  }
  GraphPointer rest = take_free();
  rest->assign_prefix(*graph_, remaining);
  enter_level(std::move(rest));
}

}  // namespace turnstile::rc11
