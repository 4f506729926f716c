// A set of events that is closed under program order: of each thread, its first so many events.
//
// porf prefixes and happens-before prefixes are such sets, so that "is e in it?" is one comparison and union is a
// maximum: what vector clocks are elsewhere.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace turnstile::rc11 {

// Threads of a graph: the main one and all that were created. Sixteen counters of two bytes are two vector registers.
inline constexpr int graph_threads = 16;

// An event, by its thread and its place in program order.
struct Ref {
  std::int16_t thread = -1;
  std::int16_t index = -1;

  static Ref of(int thread, int index) {
    return {.thread = static_cast<std::int16_t>(thread), .index = static_cast<std::int16_t>(index)};
  }
  [[nodiscard]] bool exists() const { return thread >= 0; }
  bool operator==(const Ref&) const = default;
};

struct Clock {
  std::array<std::int16_t, graph_threads> counts;  // not set to zero unless asked: Clock{}

  [[nodiscard]] int of(int thread) const { return counts[static_cast<std::size_t>(thread)]; }
  void set(int thread, int count) { counts[static_cast<std::size_t>(thread)] = static_cast<std::int16_t>(count); }
  [[nodiscard]] bool contains(Ref event) const { return of(event.thread) > event.index; }
  bool operator==(const Clock&) const = default;
  void join(const Clock& other) {
    const auto others = other.counts;  // a copy: the compiler sees that it is not changed meanwhile, and uses vectors
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] = counts[i] < others[i] ? others[i] : counts[i];
  }
};

}  // namespace turnstile::rc11
