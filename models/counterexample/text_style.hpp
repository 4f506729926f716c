// How a counterexample is to be written.
#pragma once

#include <string>

namespace turnstile::counterexample {

struct TextStyle {
  bool colour = false;
  bool details = false;  // memory orders, which write was read, file and line of each step, and the lines themselves
  std::string file{};    // to be run again from; empty: nothing is said of that
};

}  // namespace turnstile::counterexample
