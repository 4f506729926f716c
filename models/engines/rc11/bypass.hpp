// Counts on an execution graph how often threads are overtaken (docs/definitions.md, bounded waiting).
//
// Thread j's entry bypasses thread i's round when it comes before i's entry and not before the end of i's doorway.
// 'Before' is (po ∪ rf ∪ co ∪ fr)+ where that is acyclic: then the execution has an order in which every read sees the
// newest write, and nobody can tell it from real time. Elsewhere it is (po ∪ rf)+, and the count an upper bound.
#pragma once

#include <functional>
#include <vector>

#include "models/engines/rc11/execution.hpp"

namespace turnstile::rc11 {

struct Overtaking {
  int thread = 0;  // the waiter, a number in the graph
  int times = 0;
};

class BypassCount {
 public:
  // Counts for every round whose thread entered, or waits for ever. `conflicts` takes seats; empty: all conflict.
  const std::vector<Overtaking>& count(const Execution& execution, const std::function<bool(int, int)>& conflicts);
  // Whether the counts of the last graph are exact.
  [[nodiscard]] bool exact() const { return exact_; }

 private:
  using Word = std::uint64_t;

  void close(const Graph& graph);
  void add_edges(const Graph& graph, Ref ref);
  void add_edge(std::size_t from, std::size_t to) { bit(from, to) |= Word{1} << (to % 64); }
  Word& bit(std::size_t from, std::size_t to) { return reach_[from * words_ + to / 64]; }
  [[nodiscard]] bool reaches(std::size_t from, std::size_t to) const {
    return (reach_[from * words_ + to / 64] >> (to % 64) & 1) != 0;
  }
  [[nodiscard]] std::size_t node(Ref e) const {
    return first_[static_cast<std::size_t>(e.thread)] + static_cast<std::size_t>(e.index);
  }
  // The moment right before an event of a thread.
  struct Moment {
    int thread = 0;
    int index = 0;
  };
  [[nodiscard]] bool before(const Graph& graph, const Moment& a, const Moment& b) const;
  [[nodiscard]] int entries_that_overtake(const Execution& execution, int other, int waiter, const Passage& mine) const;
  [[nodiscard]] Overtaking overtaking_of(const Execution& execution, int waiter, const Passage& mine,
                                         const std::function<bool(int, int)>& conflicts) const;

  std::vector<std::size_t> first_;
  std::size_t words_ = 0;
  std::vector<Word> reach_;
  bool exact_ = true;
  std::vector<Overtaking> counts_;
};

}  // namespace turnstile::rc11
