// Histories of stacks for the tests of the search for linearizability.
#pragma once

#include <vector>

#include <gtest/gtest.h>

#include "models/history/history.hpp"
#include "models/history/linearizability.hpp"
#include "models/history/specifications.hpp"

namespace turnstile {

using Stack = SequentialStack<8>;
using StackHistory = std::vector<StackCall>;
inline constexpr int pushed = 0;  // the result of a push

// Both forms, which have to agree.
template <class Specification, class Calls>
bool accepts(const Calls& calls, const Specification& initial, Precedence precedence) {
  const bool accepted = linearizable(calls, initial, precedence);
  EXPECT_EQ(linearizable_with_memory(calls, initial, precedence), accepted);
  return accepted;
}
inline bool in_real_time(const StackHistory& calls) { return accepts(calls, Stack(), Precedence::real_time); }
inline bool in_program_order(const StackHistory& calls) { return accepts(calls, Stack(), Precedence::program_order); }

}  // namespace turnstile
