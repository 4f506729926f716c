// What follows from the events of an execution: synchronizes-with, happens-before, from-read, and whether RC11 allows it.
// It is computed from the events alone, so that it is the same whoever recorded them, and checks the engines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/counterexample/artifact.hpp"

namespace turnstile::counterexample {

class Relations {
 public:
  // Of at most `most_events` events; throws std::length_error beyond.
  static constexpr std::size_t most_events = 4096;
  explicit Relations(const Trace& events);

  // Happens-before, by program order and synchronizes-with (Lahav, Vafeiadis, Kang, Hur, Dreyer, Repairing Sequential
  // Consistency in C/C++11, PLDI 2017; release sequences of C++20).
  [[nodiscard]] bool before(int a, int b) const { return happens_before_.at(a, b); }
  // Of different threads, with nothing in between.
  [[nodiscard]] std::vector<Edge> nearest() const;
  // A read, and the write that comes next after the one that it read, in modification order.
  [[nodiscard]] std::vector<Edge> from_reads() const;
  // The first two conflicting accesses, at least one of them plain, that happens-before does not order.
  [[nodiscard]] std::optional<Edge> race() const;
  // The axiom of RC11 that fails, and where; nothing: the execution is consistent.
  [[nodiscard]] std::optional<std::string> inconsistency() const;

 private:
  // A relation between events, as a bit for each pair.
  class Matrix {
   public:
    explicit Matrix(std::size_t size) : size_(size), words_((size + 63) / 64), bits_(size * words_) {}
    [[nodiscard]] bool at(int a, int b) const { return ((word(a, b) >> (index(b) % 64)) & 1U) != 0; }
    void set(int a, int b) { word(a, b) |= std::uint64_t{1} << (index(b) % 64); }
    // Whatever b is related to, a is too.
    void absorb(int a, int b);
    void close();
    [[nodiscard]] int size() const { return static_cast<int>(size_); }

   private:
    static std::size_t index(int i) { return static_cast<std::size_t>(i); }
    [[nodiscard]] std::uint64_t& word(int a, int b) { return bits_[index(a) * words_ + index(b) / 64]; }
    [[nodiscard]] std::uint64_t word(int a, int b) const { return bits_[index(a) * words_ + index(b) / 64]; }
    std::size_t size_;
    std::size_t words_;
    std::vector<std::uint64_t> bits_;
  };

  const Trace& events_;
  Matrix happens_before_;
};

}  // namespace turnstile::counterexample
