// Classes whose constructors are defined in another file.
#pragma once

#include "turnstile/atomic.hpp"

namespace turnstile::named_in_tests {

class Semaphore {
 public:
  explicit Semaphore(int permits);

  atomic<int> permits_;
  atomic<int> waiters_{0};
};

}  // namespace turnstile::named_in_tests
