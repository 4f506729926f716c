// What is thrown where a file is no counterexample.
#pragma once

#include <stdexcept>

namespace turnstile::counterexample {

// What a file is not, in one line.
class NotACounterexample : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace turnstile::counterexample
