// What shared objects do when their operations are called one after the other: the sequential specifications that
// histories are compared with (models/history/linearizability.hpp).
//
// A specification is a state. apply(call) says whether the call's result is right in this state, and goes on to the
// next one; a pending call needs no result. may_end(), where there is one, says whether the row of calls may end in
// this state.
#pragma once

#include <array>
#include <compare>
#include <cstddef>

#include "models/history/history.hpp"

namespace turnstile {

// --- a stack of nodes ------------------------------------------------------------------------------------------------

inline constexpr int no_node = -1;  // what pop returns if the stack is empty

struct StackOperation {
  int node = no_node;  // to push; no_node: pop

  [[nodiscard]] bool pushes() const { return node != no_node; }
  bool operator==(const StackOperation&) const = default;
};

constexpr StackOperation push(int node) { return {.node = node}; }
inline constexpr StackOperation pop{};

// The result of pop is a node or no_node. The result of push is not looked at.
using StackCall = Call<StackOperation, int>;

template <std::size_t Capacity>
class SequentialStack {
 public:
  // It is never right to push more than `Capacity` nodes.
  bool apply(const StackCall& call) {
    if (call.operation.pushes()) return push(call.operation.node);
    const int top = pop();
    return call.pending() || call.result == top;
  }

  auto operator<=>(const SequentialStack&) const = default;

 private:
  bool push(int node) {
    if (size_ == Capacity) return false;
    nodes_[size_++] = node;
    return true;
  }
  int pop() {
    if (size_ == 0) return no_node;
    const int top = nodes_[--size_];
    nodes_[size_] = no_node;  // equal stacks compare equal
    return top;
  }

  static constexpr std::array<int, Capacity> empty() {
    std::array<int, Capacity> nodes{};
    nodes.fill(no_node);
    return nodes;
  }

  std::size_t size_ = 0;
  std::array<int, Capacity> nodes_ = empty();
};

// --- a counter -------------------------------------------------------------------------------------------------------

// Adds one, and returns the count before.
struct Increment {
  bool operator==(const Increment&) const = default;
};

using CounterCall = Call<Increment, int>;

class SequentialCounter {
 public:
  bool apply(const CounterCall& call) {
    const int before = count_++;
    return call.pending() || call.result == before;
  }

  auto operator<=>(const SequentialCounter&) const = default;

 private:
  int count_ = 0;
};

}  // namespace turnstile
