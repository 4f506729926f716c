// Classes whose constructors are defined in another file.
#pragma once

#include "turnstile/atomic.hpp"

namespace turnstile::named_in_tests {

class Semaphore {
 public:
  explicit Semaphore(int permits);

  // NOLINTBEGIN(readability-identifier-naming): named as private members are, which the test must reach
  atomic<int> permits_;
  atomic<int> waiters_{0};
  // NOLINTEND(readability-identifier-naming)
};

}  // namespace turnstile::named_in_tests
