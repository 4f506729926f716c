// Never returns, and reads without end. That is a finding: it makes no progress. (It does exclude.)
#pragma once

#include <turnstile/atomic.hpp>

class Lock {
 public:
  void lock(int) {
    while (!never_.load()) {
    }
  }
  void unlock(int) {}

 private:
  turnstile::atomic<bool> never_{false};
};
