// Tests the flag, then sets it, in two steps.
// Source: the classical mistake that the instruction test-and-set was made for; e.g. A. S. Tanenbaum, H. Bos, Modern
// Operating Systems, 4th ed., 2014, section 2.3.3 ("lock variables").
// Expected: overlap. Two threads see the flag down before one of them has raised it.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int) {
    while (held_) {
    }
    held_ = true;
  }

  void unlock(int) { held_ = false; }

 private:
  atomic<bool> held_{false};
};
