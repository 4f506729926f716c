// TruSt: every consistent execution graph, each once, with memory for a path and not for what has been seen.
//
// (Kokologiannakis, Marmanis, Gladstein, Vafeiadis, Truly Stateless, Optimal Dynamic Partial Order Reduction, POPL 2022.)
//
// A graph grows by one event at a time. What the event could do instead is pushed on a stack, as an alternative:
//
//   a read    may read from any write that coherence allows. The newest is taken in place, the others are pushed.
//   a write   may stand anywhere in coherence order that coherence allows: newest in place, the others are pushed. And it
//             may be read by reads that are there already: each of them is *revisited*. The graph to be explored then
//             has lost whatever was added after the read, and is not needed for the write.
//
//   a choice  has any value of some. 0 is taken in place, the others are pushed.
//
// So that no graph comes up twice, a read is revisited only if all that would be lost is as it would be added anew: each
// lost event (and the read) must be *maximal*, that is, read or be the newest write at its time, or have chosen 0.
//
// An alternative is a few numbers. The graph that it stands for is made when its turn comes, from the one that it was
// pushed on: that is cut back to what it was then, and changed. Only a revisit, which loses events that other alternatives
// still need, takes a copy; so there are as many graphs as there are revisits one in another, and no more.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "models/engines/rc11/graph.hpp"
#include "models/vocabulary/seq_cst.hpp"

namespace turnstile::rc11 {

using GraphPointer = std::unique_ptr<Graph>;

// What could have happened instead, once the graph had grown to the event with this stamp.
struct Alternative {
  enum class Type : std::uint8_t {
    nothing,    // the graph as it is
    reads,      // the read reads this write
    is_placed,  // the write stands here in coherence order; where there is a read, that has been revisited by it
    fails,      // the read of a weak compare-exchange has failed although the values agree
    chooses,    // the choice, in place of a read, is the number `position`
    revisits    // the write revisits the read
  };
  Type type = Type::nothing;
  Ref read{};
  Ref write{};
  int position = 0;
  std::uint32_t stamp = 0;
  double weight = 1;  // the share of the whole search that begins here, estimated
};

// A graph, and what is left to be done with it: what one worker can hand to another.
struct Task {
  GraphPointer graph;
  std::vector<Alternative> alternatives;
};

class Exploration {
 public:
  // In each thread at most so many failures of weak compare-exchanges for no reason are explored. Those in awaits do
  // not count: a round that fails for no reason is waiting, and is not gone on from.
  Exploration(int spurious_failures, SeqCst seq_cst) : spurious_failures_(spurious_failures), seq_cst_(seq_cst) {}

  // --- for the search ------------------------------------------------------------------------------------------------
  // Takes on a task. What is left of the one before is forgotten.
  void begin(Task task);
  // Goes on with the next graph, the last that was pushed. False: none is left.
  bool next();
  [[nodiscard]] bool can_share() const { return alternatives_.size() > 1; }
  // Gives away about half of what is left: the oldest alternatives, in which the most is to be done.
  Task share();
  // An estimate of how much of the whole search was done since this was last asked.
  double take_done() { return std::exchange(done_, 0); }
  // How many graphs there were at once, at the most: none is given back. And the memory that they and the stack take.
  [[nodiscard]] std::size_t graphs() const { return levels_.size() + free_.size(); }
  [[nodiscard]] std::size_t bytes() const;
  // Whether some failure for no reason was not explored because of the limit.
  [[nodiscard]] bool spurious_limited() const { return spurious_limited_; }

  // --- for an execution ------------------------------------------------------------------------------------------------
  [[nodiscard]] const Graph& graph() const { return *graph_; }
  // Each appends an event to a thread, and pushes what it could have been instead.
  Ref add_read(int thread, const Label& read);
  // For the read that was added last: whether it could have read something else, and forgets what of that is needless.
  [[nodiscard]] bool has_other_reads(Ref read) const {
    return !alternatives_.empty() && alternatives_.back().type == Alternative::Type::reads &&
           alternatives_.back().read == read;
  }
  template <class Predicate>
  void drop_other_reads(Ref read, const Predicate& needless) {
    std::size_t first = alternatives_.size();
    while (first > before_ && alternatives_[first - 1].read == read) --first;
    const auto begin = alternatives_.begin() + static_cast<std::ptrdiff_t>(first);
    const auto is_needless = [&](const Alternative& a) { return needless((*graph_)[a.write].value); };
    alternatives_.erase(std::remove_if(begin, alternatives_.end(), is_needless), alternatives_.end());
  }
  void add_write(int thread, const Label& event);
  // The write of a read-modify-write, whose read is the thread's last event. The result is false when the graph is
  // inconsistent with it. What it can revisit has been pushed even so.
  [[nodiscard]] bool add_exclusive_write(int thread);
  // Adds a choice among `update.operand` values, which is at least 1.
  Ref add_choice(int thread, const Label& choice);
  // The same without alternatives: the read reads this write, or `fails` where it need not; the write stands at this
  // place. False: the graph is inconsistent with it.
  [[nodiscard]] bool add_read_of(int thread, const Label& read, Ref write, bool fails);
  [[nodiscard]] bool add_write_at(int thread, const Label& event, int place);
  // Adds any other event: it has no alternatives.
  Ref add(int thread, const Label& label) { return graph_->add(thread, label); }
  int add_location(int thread, Label initialization);

 private:
  // A graph, and where its alternatives begin on the stack. Those of the next level come after them.
  struct Level {
    GraphPointer graph;
    std::size_t first = 0;
  };

  GraphPointer take_free();
  void settle();
  void enter_level(GraphPointer graph);
  void leave_levels(std::size_t remaining);
  // Makes the graph that an alternative stands for. False: it is not consistent.
  bool make(const Alternative& alternative);
  bool make_read(const Alternative& alternative);
  bool make_place(const Alternative& alternative);
  bool make_failure(const Alternative& alternative);
  bool make_choice(const Alternative& alternative);
  bool make_revisit(const Alternative& alternative);

  void push(Alternative alternative);
  // Pushes the writes from the oldest one that coherence allows to the newest but one.
  void push_other_reads(Ref read, int oldest);
  void push_revisits(Ref write);
  // Pushes the places from the first that coherence allows to the last but one. `read` is one that the write has
  // revisited.
  void push_places(Ref write, Ref read);
  bool place_exclusive_write(Ref write);
  bool only_fails(Ref read);
  [[nodiscard]] bool may_fail_spuriously(int thread, bool in_await);
  void lose_by_revisit(const Graph::Lengths& remaining);
  [[nodiscard]] bool sequentially_consistent() const;

  // Whether the event is as it would be added now, in a graph of what was there before it and the porf prefix of the
  // revisiting write.
  static bool maximal(const Graph& graph, Ref event, const Clock& prefix);
  // Whether all that the revisit would lose is maximal, and the read is, too.
  static bool may_revisit(const Graph& graph, Ref read, Ref write);
  // How much of each thread the revisit leaves.
  static Graph::Lengths remaining(const Graph& graph, Ref read, Ref write);

  std::vector<Level> levels_;
  std::vector<Alternative> alternatives_;
  std::vector<GraphPointer> free_;  // keeps the memory of graphs that are done with
  Graph* graph_ = nullptr;          // of the last level
  int spurious_failures_;
  bool spurious_limited_ = false;
  SeqCst seq_cst_;

  // The weight of the current graph, and how many alternatives there were before it.
  double weight_ = 0;
  std::size_t before_ = 0;
  double done_ = 0;
};

}  // namespace turnstile::rc11
