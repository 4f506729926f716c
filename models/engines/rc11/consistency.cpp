#include "models/engines/rc11/consistency.hpp"

#include <algorithm>

namespace turnstile::rc11 {

int oldest_readable(const Graph& graph, int location, const Clock& known) {
  int oldest = 0;
  for (int t = 0; t < graph.threads(); ++t) {
    const auto& events = graph.of(t);
    // The last access of each thread stands latest: what is below it is coherent already.
    for (int i = known.of(t) - 1; i >= 0; --i) {
      const Event& e = events[static_cast<std::size_t>(i)];
      if (!e.is_access_to(location)) continue;
      oldest = std::max(oldest, graph.position(e));
      break;
    }
  }
  return oldest;
}

namespace {

using Word = std::uint64_t;

// Sets of nodes, a row of bits each.
class Rows {
 public:
  void reset(std::size_t rows, std::size_t columns) {
    words_ = (columns + 63) / 64;
    bits_.assign(rows * words_, 0);
  }
  void set(std::size_t row, std::size_t column) { bits_[row * words_ + column / 64] |= Word{1} << (column % 64); }
  [[nodiscard]] bool get(std::size_t row, std::size_t column) const {
    return (bits_[row * words_ + column / 64] >> (column % 64) & 1) != 0;
  }
  void unite(std::size_t row, const Rows& other, std::size_t other_row) {
    for (std::size_t w = 0; w < words_; ++w) bits_[row * words_ + w] |= other.bits_[other_row * words_ + w];
  }
  [[nodiscard]] bool meet(std::size_t row, const Rows& other, std::size_t other_row) const {
    for (std::size_t w = 0; w < words_; ++w) {
      if ((bits_[row * words_ + w] & other.bits_[other_row * words_ + w]) != 0) return true;
    }
    return false;
  }

 private:
  std::size_t words_ = 0;
  std::vector<Word> bits_;
};

// psc = psc_base ∪ psc_F, where
//   psc_base = ([E_sc] ∪ [F_sc] ; hb?) ; scb ; ([E_sc] ∪ hb? ; [F_sc])
//   psc_F    = [F_sc] ; (hb ∪ hb ; eco ; hb) ; [F_sc]
// and scb is, where po|op leads from one operation to another, and not from the read of a read-modify-write to its write,
//   rc11     po ∪ po|≠loc ; hb ; po|≠loc ∪ hb|loc ∪ co ∪ fr
//   cxx20    po ∪ po|op ; hb ; po|op     ∪ hb|loc ∪ co ∪ fr
//   letter   po ∪ po|op ; hb ; po|op     ∪ hb|loc ∪ eco
class Psc {
 public:
  bool acyclic(const Graph& graph, SeqCst seq_cst) {
    graph_ = &graph;
    seq_cst_ = seq_cst;
    collect_nodes();
    if (sc_.size() < 2) return true;
    graph.has_seq_cst_fence() ? edges_with_fences() : edges_between_accesses();
    return !has_cycle();
  }

 private:
  struct Node {
    Ref ref;
    const Event* event = nullptr;
    int position = -1;  // of an access, in coherence order
    // The first event that po|op or po|≠loc leads to from here, and the last one that it leads here from.
    Ref next;
    Ref previous;
  };

  // Without seq_cst fences only seq_cst accesses matter; a fence brings in what happens before and after it.
  void collect_nodes() {
    nodes_.clear();
    sc_.clear();
    for (int t = 0; t < graph_->threads(); ++t) {
      for (int i = 0; i < graph_->length(t); ++i) {
        const Event& e = graph_->of(t)[static_cast<std::size_t>(i)];
        const bool seq_cst = e.order == std::memory_order::seq_cst && (e.is_access() || e.type == Type::fence);
        if (!seq_cst && !(graph_->has_seq_cst_fence() && e.is_access())) continue;
        if (seq_cst) sc_.push_back(nodes_.size());
        nodes_.push_back(node(t, i));
      }
    }
  }

  [[nodiscard]] Node node(int t, int i) const {
    const Event& e = graph_->of(t)[static_cast<std::size_t>(i)];
    const bool of_paper = seq_cst_ == SeqCst::rc11;
    return {.ref = Ref::of(t, i),
            .event = &e,
            .position = e.is_access() ? graph_->position(e) : -1,
            .next = of_paper ? elsewhere(t, i, 1) : another_operation(t, i, 1),
            .previous = of_paper ? elsewhere(t, i, -1) : another_operation(t, i, -1)};
  }

  // The next event of the thread, or the one before, that is no access to the same location.
  [[nodiscard]] Ref elsewhere(int thread, int i, int step) const {
    const auto& events = graph_->of(thread);
    const Event& e = events[static_cast<std::size_t>(i)];
    for (int j = i + step; j >= 0 && j < graph_->length(thread); j += step) {
      if (events[static_cast<std::size_t>(j)].type == Type::choice) continue;  // it orders nothing
      if (!e.is_access() || !events[static_cast<std::size_t>(j)].is_access_to(e.location)) return Ref::of(thread, j);
    }
    return {};
  }

  // The next event, or the one before, that belongs to another operation: a read-modify-write is one, with two events.
  [[nodiscard]] Ref another_operation(int thread, int i, int step) const {
    const Event& e = graph_->of(thread)[static_cast<std::size_t>(i)];
    const bool towards_other_half = e.exclusive && e.type == (step > 0 ? Type::read : Type::write);
    const int j = i + (towards_other_half ? 2 * step : step);
    return j >= 0 && j < graph_->length(thread) ? Ref::of(thread, j) : Ref{};
  }

  static bool hb(const Node& a, const Node& b) { return a.ref != b.ref && b.event->hb.contains(a.ref); }

  static bool same_location(const Node& a, const Node& b) {
    return a.event->is_access() && b.event->is_access() && a.event->location == b.event->location;
  }

  [[nodiscard]] bool scb(const Node& a, const Node& b) const {
    if (a.ref == b.ref) return false;
    if (a.ref.thread == b.ref.thread && a.ref.index < b.ref.index) return true;
    if (same_location(a, b)) {
      if (hb(a, b)) return true;
      if (b.event->type == Type::write && a.position < b.position) return true;  // co, or fr
      if (seq_cst_ == SeqCst::letter && eco(a, b)) return true;
    }
    if (!a.next.exists() || !b.previous.exists()) return false;
    return (*graph_)[b.previous].hb.contains(a.next);
  }

  // eco = (rf ∪ co ∪ fr)+
  static bool eco(const Node& a, const Node& b) {
    if (a.ref == b.ref || !same_location(a, b)) return false;
    const bool reads = a.event->type == Type::write && b.event->type == Type::read;
    return a.position < b.position || (reads && a.position == b.position);
  }

  void edges_between_accesses() {
    edges_.reset(sc_.size(), sc_.size());
    for (std::size_t i = 0; i < sc_.size(); ++i) {
      for (std::size_t j = 0; j < sc_.size(); ++j) {
        if (i != j && scb(nodes_[sc_[i]], nodes_[sc_[j]])) edges_.set(i, j);
      }
    }
  }

  void relate_nodes() {
    const std::size_t n = nodes_.size();
    for (Rows* rows : {&scb_, &eco_, &before_}) rows->reset(n, n);
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = 0; b < n; ++b) {
        if (scb(nodes_[a], nodes_[b])) scb_.set(a, b);
        if (eco(nodes_[a], nodes_[b])) eco_.set(a, b);
        if (hb(nodes_[a], nodes_[b])) before_.set(b, a);
      }
    }
  }

  void edges_with_fences() {
    relate_nodes();
    by_scb_.reset(sc_.size(), nodes_.size());
    by_eco_.reset(sc_.size(), nodes_.size());
    edges_.reset(sc_.size(), sc_.size());
    for (std::size_t i = 0; i < sc_.size(); ++i) {
      follow(i);
      for (std::size_t j = 0; j < sc_.size(); ++j) {
        if (reaches(i, j)) edges_.set(i, j);
      }
    }
  }

  // Notes where ([E_sc] ∪ [F_sc] ; hb?) ; scb leads to from there, and from a fence also hb ; eco.
  void follow(std::size_t i) {
    const std::size_t from = sc_[i];
    by_scb_.unite(i, scb_, from);
    if (nodes_[from].event->type != Type::fence) return;
    for (std::size_t a = 0; a < nodes_.size(); ++a) {
      if (!before_.get(a, from)) continue;
      by_scb_.unite(i, scb_, a);
      by_eco_.unite(i, eco_, a);
    }
  }

  [[nodiscard]] bool reaches(std::size_t i, std::size_t j) const {
    const std::size_t from = sc_[i];
    const std::size_t to = sc_[j];
    if (by_scb_.get(i, to)) return true;
    if (nodes_[to].event->type != Type::fence) return false;
    if (by_scb_.meet(i, before_, to)) return true;
    return nodes_[from].event->type == Type::fence && (before_.get(to, from) || by_eco_.meet(i, before_, to));
  }

  bool has_cycle() {
    color_.assign(sc_.size(), 0);
    for (std::size_t i = 0; i < sc_.size(); ++i) {
      if (color_[i] == 0 && finds_cycle(i)) return true;
    }
    return false;
  }

  bool finds_cycle(std::size_t i) {
    color_[i] = 1;  // on the path
    for (std::size_t j = 0; j < sc_.size(); ++j) {
      if (!edges_.get(i, j)) continue;
      if (color_[j] == 1 || (color_[j] == 0 && finds_cycle(j))) return true;
    }
    color_[i] = 2;
    return false;
  }

  const Graph* graph_ = nullptr;
  SeqCst seq_cst_{};
  std::vector<Node> nodes_;
  std::vector<std::size_t> sc_;  // the nodes that are seq_cst
  Rows scb_, eco_, before_;      // before_: row b has what happens before b
  Rows by_scb_, by_eco_;
  Rows edges_;
  std::vector<char> color_;
};

}  // namespace

bool psc_acyclic(const Graph& graph, SeqCst seq_cst) {
  if (graph.seq_cst_events() < 2) return true;
  thread_local Psc psc;  // keeps its memory
  return psc.acyclic(graph, seq_cst);
}

}  // namespace turnstile::rc11
