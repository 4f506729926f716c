// Fair reader-writer lock: one line for all. A reader who is served lets the next in the line follow, if it is a reader.
// Source: after the fair lock of J. M. Mellor-Crummey, M. L. Scott, Scalable Reader-Writer Synchronization for
// Shared-Memory Multiprocessors, PPoPP 1991; the form with two served numbers is folklore.
// Expected: excludes, readers share, and it makes progress. A reader is overtaken at most once by each writer, a writer at
// most once by each other thread.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  void lock_shared(int self) {
    doorway_shared(self);
    waiting_shared(self);
  }

  void doorway_shared(int self) { doorway(self); }

  void waiting_shared(int self) {
    // acquire: comes after the writer before me.
    while (reading_.load(std::memory_order_acquire) != ticket_[self]) {
    }
    // release: hands on what I got to the reader behind me.
    reading_.store(ticket_[self] + 1, std::memory_order_release);
  }

  // release: what I have read comes before the next writer.
  void unlock_shared(int) { left_.fetch_add(1, std::memory_order_release); }

  void lock(int self) {
    doorway(self);
    waiting(self);
  }

  // relaxed: only says who comes after whom.
  void doorway(int self) { ticket_[self] = next_.fetch_add(1, std::memory_order_relaxed); }

  void waiting(int self) {
    // acquire: comes after all who have left.
    while (left_.load(std::memory_order_acquire) != ticket_[self]) {
    }
  }

  void unlock(int self) {
    // release, both: a reader waits for the one, a writer for the other.
    reading_.store(ticket_[self] + 1, std::memory_order_release);
    left_.fetch_add(1, std::memory_order_release);
  }

 private:
  atomic<unsigned> next_{0};
  atomic<unsigned> reading_{0};  // the ticket that may come in to read: all before it are inside or have left
  atomic<unsigned> left_{0};     // the ticket that may come in to write: all before it have left
  unsigned ticket_[8] = {};      // of each thread; nobody else looks at it
};
