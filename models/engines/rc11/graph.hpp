// An execution graph: the events of each thread in program order, where each read reads from, and for each location the
// coherence order of its writes. po ∪ rf is acyclic by construction: a read is added after the write that it reads.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "models/engines/rc11/event.hpp"

namespace turnstile::rc11 {

class Graph {
 public:
  using Coherence = std::vector<Ref>;
  using Lengths = std::array<int, graph_threads>;

  [[nodiscard]] int threads() const { return threads_; }
  [[nodiscard]] const std::vector<Event>& of(int thread) const { return events_[index(thread)]; }
  [[nodiscard]] int length(int thread) const { return static_cast<int>(of(thread).size()); }
  [[nodiscard]] const Event& operator[](Ref e) const {
    return events_[index(e.thread)][static_cast<std::size_t>(e.index)];
  }
  [[nodiscard]] int size() const;
  [[nodiscard]] int locations() const { return static_cast<int>(coherence_.size()); }
  [[nodiscard]] const Coherence& coherence(int location) const { return coherence_[index(location)]; }
  [[nodiscard]] Ref newest(int location) const { return coherence(location).back(); }
  // The place of an access in coherence order: a read stands where the write stands that it reads.
  [[nodiscard]] int position(const Event& access) const {
    return access.type == Type::write ? access.position : (*this)[access.rf].position;
  }
  [[nodiscard]] int seq_cst_events() const { return seq_cst_events_; }
  [[nodiscard]] bool has_seq_cst_fence() const { return seq_cst_fences_ > 0; }
  // What happens before whatever the thread does next.
  [[nodiscard]] const Clock& happened_before(int thread) const;

  // The stamp of the event that was added last.
  [[nodiscard]] std::uint32_t stamp() const { return stamp_; }
  // How many events each thread had when that was the last stamp.
  [[nodiscard]] Lengths lengths_at(std::uint32_t stamp) const;

  // Appends an event to a thread. A write gets no place in coherence order yet.
  Ref add(int thread, const Label& label);
  // Gives a write its place, before the write that has it now.
  void insert(Ref write, int position);
  // Takes a write out of coherence order.
  void withdraw(Ref write);
  // A number for a new location, or a new thread, that no event has.
  int new_location();
  [[nodiscard]] int new_thread() const;
  [[nodiscard]] Ref creation_of(int thread) const;
  // Lets a read read from another write. Whatever came after it in program order must be gone.
  void redirect(Ref read, Ref write);
  // Makes a weak compare-exchange fail although the values agree.
  void fail_spuriously(Ref read);
  // Gives a choice another value. Whatever came after it in program order must be gone.
  void choose(Ref choice, Value value) { at(choice).value = value; }
  // Each thread keeps its first so many events and no more.
  void shorten(const Lengths& lengths);
  // Goes back to when that was the last stamp.
  void cut(std::uint32_t stamp);
  // Becomes a copy of `other` in which each thread has its first so many events and no more.
  void assign_prefix(const Graph& other, const Lengths& lengths);
  // About how much memory it takes.
  [[nodiscard]] std::size_t bytes() const;

 private:
  static std::size_t index(int i) { return static_cast<std::size_t>(i); }
  Event& at(Ref e) { return events_[index(e.thread)][index(e.index)]; }
  void compute_clocks(Ref ref);
  void inherit_clocks(Ref ref);
  static void learn(Event& read, const Event& write);
  void count(const Event& event, int sign);
  void count_threads();

  std::array<std::vector<Event>, graph_threads> events_;
  std::vector<Coherence> coherence_;
  int threads_ = 1;
  int seq_cst_events_ = 0;
  int seq_cst_fences_ = 0;
  std::uint32_t stamp_ = 0;
};

}  // namespace turnstile::rc11
