#include "models/engines/rc11/graph.hpp"

#include <algorithm>

namespace turnstile::rc11 {

Value Update::after(Value before) const {
  const Value all = bytes == 8 ? ~Value{0} : (Value{1} << (8 * bytes)) - 1;
  switch (operation) {
    case Operation::fetch_add:
      return (before + operand) & all;
    case Operation::fetch_sub:
      return (before - operand) & all;
    case Operation::fetch_and:
      return before & operand;
    case Operation::fetch_or:
      return before | operand;
    case Operation::fetch_xor:
      return before ^ operand;
    default:
      return operand;
  }
}

void Label::read(Ref write, Value seen) {
  rf = write;
  value = seen;
  spurious = false;
  if (!update.exists()) return;
  exclusive = update.writes(seen);
  order = exclusive ? update.success : update.failure;
}

int Graph::size() const {
  int n = 0;
  for (int t = 0; t < threads_; ++t) n += length(t);
  return n;
}

const Clock& Graph::happened_before(int thread) const {
  static constexpr Clock nothing{};
  return of(thread).empty() ? nothing : of(thread).back().hb;
}

void Graph::count(const Event& event, int sign) {
  if (event.order != std::memory_order::seq_cst) return;
  seq_cst_events_ += sign;
  if (event.type == Type::fence) seq_cst_fences_ += sign;
}

Graph::Lengths Graph::lengths_at(std::uint32_t stamp) const {
  Lengths lengths{};
  for (int t = 0; t < threads_; ++t) {
    int& kept = lengths[index(t)];
    kept = length(t);
    while (kept > 0 && of(t)[index(kept) - 1].stamp > stamp) --kept;
  }
  return lengths;
}

Ref Graph::add(int thread, const Label& label) {
  threads_ = std::max(threads_, std::max(thread, static_cast<int>(label.peer)) + 1);
  Event& event = events_[index(thread)].emplace_back(label);
  event.stamp = ++stamp_;
  count(event, 1);
  const Ref e = Ref::of(thread, length(thread) - 1);
  compute_clocks(e);
  return e;
}

void Graph::insert(Ref write, int position) {
  Coherence& order = coherence_[index(at(write).location)];
  order.insert(order.begin() + position, write);
  for (std::size_t i = index(position); i < order.size(); ++i) at(order[i]).position = static_cast<std::int16_t>(i);
}

void Graph::withdraw(Ref write) {
  Event& w = at(write);
  if (w.position < 0) return;
  Coherence& order = coherence_[index(w.location)];
  order.erase(order.begin() + w.position);
  for (std::size_t i = index(w.position); i < order.size(); ++i) at(order[i]).position = static_cast<std::int16_t>(i);
  w.position = -1;
}

int Graph::new_location() {
  for (std::size_t l = 0; l < coherence_.size(); ++l) {
    if (coherence_[l].empty()) return static_cast<int>(l);
  }
  coherence_.emplace_back();
  return static_cast<int>(coherence_.size()) - 1;
}

int Graph::new_thread() const {
  std::array<bool, graph_threads + 1> taken{true};
  for (int t = 0; t < threads_; ++t) {
    for (const Event& e : of(t)) {
      if (e.type == Type::create) taken[index(e.peer)] = true;
    }
  }
  return static_cast<int>(std::ranges::find(taken, false) - taken.begin());
}

Ref Graph::creation_of(int thread) const {
  for (int t = 0; t < threads_; ++t) {
    for (int i = 0; i < length(t); ++i) {
      const Event& e = of(t)[index(i)];
      if (e.type == Type::create && e.peer == thread) return Ref::of(t, i);
    }
  }
  return {};
}

void Graph::redirect(Ref read, Ref write) {
  Event& r = at(read);
  count(r, -1);
  r.read(write, (*this)[write].value);
  count(r, 1);
  compute_clocks(read);
}

void Graph::fail_spuriously(Ref read) {
  Event& r = at(read);
  count(r, -1);
  r.spurious = true;
  r.exclusive = false;
  r.order = r.update.failure;
  count(r, 1);
  compute_clocks(read);
}

void Graph::compute_clocks(Ref ref) {
  inherit_clocks(ref);
  Event& e = at(ref);
  switch (e.type) {
    case Type::read:
      learn(e, (*this)[e.rf]);
      return;
    case Type::write:
      e.message = releases(e.order) ? e.hb : e.released;
      // A release sequence is its head and read-modify-writes (C++20): they pass on what they have read.
      if (e.exclusive) e.message.join((*this)[(*this)[Ref::of(ref.thread, ref.index - 1)].rf].message);
      return;
    case Type::fence:
      if (acquires(e.order)) e.hb = e.acquirable;
      if (releases(e.order)) e.released = e.hb;
      return;
    case Type::join:
      e.porf.join(of(e.peer).back().porf);
      e.hb.join(of(e.peer).back().hb);
      e.acquirable.join(of(e.peer).back().hb);
      return;
    default:
      return;
  }
}

void Graph::learn(Event& read, const Event& write) {
  read.porf.join(write.porf);
  read.acquirable.join(write.message);
  if (acquires(read.order)) read.hb.join(write.message);
}

// Takes the clocks over from the predecessor in program order. For the first event of a thread that is its creation.
void Graph::inherit_clocks(Ref ref) {
  Event& e = at(ref);
  if (ref.index > 0) {
    const Event& before = (*this)[Ref::of(ref.thread, ref.index - 1)];
    e.porf = before.porf, e.hb = before.hb, e.acquirable = before.acquirable, e.released = before.released;
  } else if (e.type == Type::begin) {
    const Event& create = (*this)[e.rf];
    e.porf = create.porf, e.hb = e.acquirable = create.hb, e.released = Clock{};
  } else {
    e.porf = e.hb = e.acquirable = e.released = Clock{};
  }
  for (Clock* clock : {&e.porf, &e.hb, &e.acquirable}) clock->set(ref.thread, ref.index + 1);
}

void Graph::count_threads() {
  threads_ = 1;
  for (std::size_t t = 0; t < events_.size(); ++t) {
    for (const Event& e : events_[t]) {
      threads_ = std::max(threads_, std::max(static_cast<int>(t), static_cast<int>(e.peer)) + 1);
    }
  }
}

void Graph::shorten(const Lengths& lengths) {
  bool fewer_threads = false;
  for (int t = 0; t < threads_; ++t) {
    auto& events = events_[index(t)];
    while (length(t) > lengths[index(t)]) {
      const Event& last = events.back();
      fewer_threads |= last.type == Type::create;
      count(last, -1);
      if (last.type == Type::write) withdraw(Ref::of(t, length(t) - 1));
      events.pop_back();
    }
  }
  if (fewer_threads) count_threads();
}

void Graph::cut(std::uint32_t stamp) {
  shorten(lengths_at(stamp));
  stamp_ = stamp;
}

void Graph::assign_prefix(const Graph& other, const Lengths& lengths) {
  stamp_ = other.stamp_;
  seq_cst_events_ = seq_cst_fences_ = 0;
  for (std::size_t t = 0; t < events_.size(); ++t) {
    const auto& from = other.events_[t];
    const int kept = static_cast<int>(t) < other.threads_ ? lengths[t] : 0;
    events_[t].assign(from.begin(), from.begin() + kept);
    for (const Event& e : events_[t]) count(e, 1);
  }
  count_threads();
  coherence_.resize(other.coherence_.size());
  for (std::size_t l = 0; l < coherence_.size(); ++l) {
    coherence_[l].clear();
    for (const Ref w : other.coherence_[l]) {
      if (w.index >= lengths[index(w.thread)]) continue;
      at(w).position = static_cast<std::int16_t>(coherence_[l].size());
      coherence_[l].push_back(w);
    }
  }
}

std::size_t Graph::bytes() const {
  std::size_t bytes = sizeof *this + coherence_.capacity() * sizeof(Coherence);
  for (const auto& events : events_) bytes += events.capacity() * sizeof(Event);
  for (const auto& order : coherence_) bytes += order.capacity() * sizeof(Ref);
  return bytes;
}

}  // namespace turnstile::rc11
