// A second answer to the same question, as simple as can be: all reads-from and coherence orders of a tiny program, by
// brute force, each judged by the axioms of RC11 as they stand in the paper, and what C++20 asks of the order of seq_cst
// operations by the words of the standard. It shares nothing with the engine.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

namespace turnstile::rc11::oracle {

struct Operation {
  enum class Type : std::uint8_t { load, store, store_last, add, compare, compare_weak, fence, await };
  Type type = Type::load;
  int location = 0;
  int value = 0;     // stored, added; store_last stores one more than the thread has read last
  int expected = 0;  // of a compare; what an await waits for
  std::memory_order order = std::memory_order::relaxed;
  std::memory_order failure = std::memory_order::relaxed;
};

using Program = std::vector<std::vector<Operation>>;  // by threads
inline constexpr int locations = 2;

std::string text(const Program& program);

// What the order of the seq_cst operations must respect.
enum class Respects : std::uint8_t {
  paper,           // psc, as it stands in the paper
  strongly,        // and strongly-happens-before, of C++20
  standard,        // and coherence-ordered-before, as C++20 says it: [atomics.order] p4
  standard_alone,  // C++20, without the paper
  po_everywhere,   // psc with po ; hb ; po, also from half to half of a read-modify-write
};

// One entry for each consistent execution graph in which every await has read what it waits for: the values of all reads, thread by thread, then the last value of each
// location. Sorted.
using Outcome = std::vector<int>;
std::vector<Outcome> executions(const Program& program, Respects respects = Respects::strongly);

}  // namespace turnstile::rc11::oracle
