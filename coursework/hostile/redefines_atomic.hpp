// Makes the suite's atomic that of the standard library, which is seen all the same: it looks first, and takes then.
#pragma once

#include <turnstile/atomic.hpp>

#define turnstile std

class Lock {
 public:
  void lock(int) {
    while (taken_.load()) {
    }
    taken_.store(true);
  }
  void unlock(int) { taken_.store(false); }

 private:
  turnstile::atomic<bool> taken_{false};
};
