// The CLH lock: a queue in which each waits for the node of the one before it, and then keeps that node.
// Source: T. S. Craig, Building FIFO and Priority-Queuing Spin Locks from Atomic Swap, TR 93-02-02, University of
// Washington, 1993; P. Magnusson, A. Landin, E. Hagersten, Queue Locks on Cache Coherent Multiprocessors, IPPS 1994.
// Expected: excludes, makes progress, first come first served: overtaken at most once by each other thread.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  Lock() {
    for (int self = 0; self < 8; ++self) mine_[self] = self;
  }

  void lock(int self) {
    doorway(self);
    waiting(self);
  }

  void doorway(int self) {
    // relaxed: the exchange hands it on.
    busy_[mine_[self]].store(true, std::memory_order_relaxed);
    // acq_rel: who finds my node sees that it is busy; and I see that of the one before me.
    before_[self] = tail_.exchange(mine_[self], std::memory_order_acq_rel);
  }

  void waiting(int self) {
    // acquire: comes after the critical section of the one before me.
    while (busy_[before_[self]].load(std::memory_order_acquire)) {
    }
  }

  void unlock(int self) {
    // release: what I did inside comes before the next one.
    busy_[mine_[self]].store(false, std::memory_order_release);
    mine_[self] = before_[self];
  }

 private:
  atomic<bool> busy_[9]{};
  atomic<int> tail_{8};  // a node; the ninth belongs to nobody in the beginning
  int mine_[8];          // of each thread: its node, and the one before it; nobody else looks at them
  int before_[8] = {};
};
