// A compare-and-swap made by hand: a load, a comparison, a store.
// Source: none; a common mistake.
// Expected: overlap. Another thread comes between the load and the store.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int self) {
    while (!replace(nobody, self)) {
    }
  }

  void unlock(int) { owner_ = nobody; }

 private:
  static constexpr int nobody = -1;

  bool replace(int expected, int value) {
    if (owner_ != expected) return false;
    owner_ = value;
    return true;
  }

  atomic<int> owner_{nobody};
};
