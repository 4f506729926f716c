// An ordinary lock in the clothes of a reader-writer lock: readers exclude each other.
// Source: none; the laziest answer to the assignment.
// Expected: readers_excluded. Two readers never meet inside.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock_shared(int self) { lock(self); }

  void unlock_shared(int self) { unlock(self); }

  void lock(int) {
    while (held_.exchange(true)) {
    }
  }

  void unlock(int) { held_ = false; }

 private:
  atomic<bool> held_{false};
};
