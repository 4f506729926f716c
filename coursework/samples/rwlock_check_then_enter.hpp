// Each side looks whether the other is there, and then comes in, in two steps.
// Source: none; a common mistake.
// Expected: overlap. A reader sees no writer, a writer sees no reader, and both enter.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock_shared(int) {
    while (writing_) {
    }
    ++readers_;
  }

  void unlock_shared(int) { --readers_; }

  void lock(int) {
    while (readers_ != 0) {
    }
    while (writing_.exchange(true)) {
    }
  }

  void unlock(int) { writing_ = false; }

 private:
  atomic<int> readers_{0};
  atomic<bool> writing_{false};
};
