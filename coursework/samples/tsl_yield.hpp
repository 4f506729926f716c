// Test-and-set lock that gives the processor away between its attempts.
// Source: textbook; std::this_thread::yield, ISO/IEC 14882:2020, [thread.thread.this].
// Expected: excludes and makes progress. Overtaking is not bounded. The yield changes nothing of that.
#pragma once

#include <thread>

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int) {
    while (held_.exchange(true)) {
      std::this_thread::yield();
    }
  }

  void unlock(int) { held_ = false; }

 private:
  atomic<bool> held_{false};
};
