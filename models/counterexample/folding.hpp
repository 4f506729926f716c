// Rounds of waiting that come again and again are shown once.
#pragma once

#include <vector>

#include "models/counterexample/artifact.hpp"

namespace turnstile::counterexample {

struct Shown {
  int event = 0;
  // At the last step of a round: how many steps the round has, and how often it came.
  int steps = 0;
  int times = 1;
};

// The events that are shown, in their order.
std::vector<Shown> folded(const Trace& events);

}  // namespace turnstile::counterexample
