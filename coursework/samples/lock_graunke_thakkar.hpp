// Graunke and Thakkar's array lock: each thread has a bit that it flips when it leaves, and waits for the flip of the one
// before it.
// Source: G. Graunke, S. Thakkar, Synchronization Algorithms for Shared-Memory Multiprocessors, IEEE Computer 23(6),
// 1990, pp. 60-69.
// Expected: excludes, makes progress, first come first served: overtaken at most once by each other thread.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock(int self) {
    doorway(self);
    waiting(self);
  }

  void doorway(int self) {
    // relaxed: nobody else writes my bit.
    const int mine = 2 * self + bit_[self].load(std::memory_order_relaxed);
    // acq_rel: the next one comes after me, and knows at least the bit that I hand on here.
    before_[self] = last_.exchange(mine, std::memory_order_acq_rel);
  }

  void waiting(int self) {
    const int owner = before_[self] / 2;
    // acquire: comes after the critical section of the one before me.
    while (bit_[owner].load(std::memory_order_acquire) == before_[self] % 2) {
    }
  }

  void unlock(int self) {
    // release: what I did inside comes before the next one.
    bit_[self].store(1 - bit_[self].load(std::memory_order_relaxed), std::memory_order_release);
  }

 private:
  atomic<int> bit_[8]{};
  atomic<int> last_{1};  // 2 * thread + its bit when it came; in the beginning a flip of thread 0 that has happened
  int before_[8] = {};   // of each thread: what it found in last_; nobody else looks at it
};
