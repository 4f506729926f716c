// A submission with a typing error.
// Source: none; a common mistake.
// Expected: the compiler's message, with this file and the line of the error.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int) {
    while (held_.exchange(true)) {
    }
  }

  void unlock(int) { hold_ = false; }

 private:
  atomic<bool> held_{false};
};
