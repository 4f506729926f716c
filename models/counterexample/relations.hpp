// What follows from the events of an execution: synchronizes-with, happens-before, from-read, and whether RC11 allows it.
// It is computed from the events alone, whichever engine recorded them, and so checks the engines.
//
// The definitions are those of Lahav, Vafeiadis, Kang, Hur and Dreyer, Repairing Sequential Consistency in C/C++11,
// PLDI 2017, with the release sequences of C++20; the names are theirs, too.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/counterexample/artifact.hpp"
#include "models/counterexample/matrix.hpp"

namespace turnstile::counterexample {

class Relations {
 public:
  // Relates at most so many events; with more the constructor throws std::length_error. The events must outlive it.
  static constexpr std::size_t most_events = 4096;
  explicit Relations(const Trace& events);

  // Happens-before: the closure of program order and synchronizes-with.
  [[nodiscard]] bool before(int a, int b) const { return happens_before_.at(a, b); }
  [[nodiscard]] std::vector<Edge> synchronizes_with() const;
  // The pairs of happens-before, of different threads, that have nothing in between.
  [[nodiscard]] std::vector<Edge> nearest() const;
  // Each read with the write that comes next, in modification order, after the one that it read.
  [[nodiscard]] std::vector<Edge> from_reads() const;
  // Whether by then the events had a newer write than the one that was read.
  [[nodiscard]] bool stale(int read) const;
  // The first two accesses to one variable, at least one of them plain and one a write, that happens-before does not
  // order.
  [[nodiscard]] std::optional<Edge> race() const;
  // The axiom of RC11 that fails, and where; nothing: the execution is consistent.
  [[nodiscard]] std::optional<std::string> inconsistency() const;

 private:
  [[nodiscard]] int size() const { return static_cast<int>(events_.size()); }
  [[nodiscard]] const Step& at(int i) const { return events_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] bool program_order(int a, int b) const;
  [[nodiscard]] std::vector<int> heads_of_release_sequences(int write) const;
  [[nodiscard]] std::vector<int> releases(int write) const;
  [[nodiscard]] std::vector<int> acquires(int read) const;
  // Adds what releases by the write, with what acquires by the read.
  void synchronize(int write, int read, std::vector<Edge>& edges) const;
  // The place in modification order of the write that is read: 0 is the initial value.
  [[nodiscard]] int place_read(int read) const;
  [[nodiscard]] int place(int access) const;
  [[nodiscard]] bool same_variable(int a, int b) const;
  [[nodiscard]] bool coherence_before(int a, int b) const;
  [[nodiscard]] bool conflict(int a, int b) const;
  [[nodiscard]] std::optional<std::string> wrong_reads_from() const;
  [[nodiscard]] std::optional<std::string> incoherence() const;
  [[nodiscard]] std::optional<std::string> torn_update() const;
  [[nodiscard]] Matrix partial_seq_cst() const;

  const Trace& events_;
  std::map<std::string, std::vector<int>> accesses_;  // by variable
  Matrix happens_before_;
};

}  // namespace turnstile::counterexample
