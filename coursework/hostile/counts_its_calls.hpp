// Is a lock the first thousand times that it is asked. Each execution begins with the variables as they were.
#pragma once

#include <turnstile/atomic.hpp>

inline int calls = 0;

class Lock {
 public:
  void lock(int) {
    if (++calls < 2) return;
    while (taken_.exchange(true)) {
    }
  }
  void unlock(int) { taken_.store(false); }

 private:
  turnstile::atomic<bool> taken_{false};
};
