// A lock from compare-and-swap that remembers its owner, and is given back by another compare-and-swap.
// Source: textbook.
// Expected: excludes and makes progress. Overtaking is not bounded.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int self) {
    int expected = nobody;
    while (!owner_.compare_exchange_strong(expected, self)) {
      expected = nobody;
      while (owner_ != nobody) {
      }
    }
  }

  void unlock(int self) {
    int expected = self;
    owner_.compare_exchange_strong(expected, nobody);
  }

 private:
  static constexpr int nobody = -1;

  atomic<int> owner_{nobody};
};
