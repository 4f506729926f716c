// A test-and-set lock that hides nothing: no constructor, and members that anybody can see.
// Source: textbook.
// Expected: as `tsl_exchange`.
#pragma once

#include <turnstile/atomic.hpp>

struct Lock {
  turnstile::atomic<bool> held{false};

  void lock(int) {
    while (held.exchange(true)) {
    }
  }

  void unlock(int) { held = false; }
};
