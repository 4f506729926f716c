// Locks for the tests of the exhaustive engine that the suite itself does not have (yet), and wrong ones.
#pragma once

#include <array>

#include "algorithms/platform.hpp"
#include "models/clients/program.hpp"

namespace turnstile::rc11 {

// Of n threads: an array for each of them.
template <class T>
using each = std::array<T, max_threads>;

template <platform Platform>
class TicketLock {
 public:
  void lock(int self) { waiting(self, doorway(self)); }
  int doorway(int) { return next_.fetch_add(1, relaxed); }
  void waiting(int, int ticket) {
    Platform::await([&] { return serving_.load(acquire) == ticket; });
  }
  void unlock(int) { serving_.store(serving_.load(relaxed) + 1, release); }
  void describe(auto&& name) const {
    name("next", next_);
    name("serving", serving_);
  }

 private:
  typename Platform::template atomic<int> next_{0};
  typename Platform::template atomic<int> serving_{0};
};

// Mellor-Crummey and Scott 1991. `Link`: the order of the store that hands a waiter to its predecessor.
template <platform Platform, std::memory_order Link = release>
class McsBase {
  struct Node {
    typename Platform::template atomic<Node*> next{nullptr};
    typename Platform::template atomic<int> locked{0};
  };

 public:
  void lock(int self) { waiting(self, doorway(self)); }
  Node* doorway(int self) {
    Node& mine = nodes_[static_cast<std::size_t>(self)];
    mine.next.store(nullptr, relaxed);
    mine.locked.store(1, relaxed);
    return tail_.exchange(&mine, acq_rel);
  }
  void waiting(int self, Node* predecessor) {
    if (predecessor == nullptr) return;
    Node& mine = nodes_[static_cast<std::size_t>(self)];
    predecessor->next.store(&mine, Link);
    Platform::await([&] { return mine.locked.load(acquire) == 0; });
  }
  void unlock(int self) {
    Node& mine = nodes_[static_cast<std::size_t>(self)];
    Node* successor = mine.next.load(acquire);
    if (successor == nullptr) {
      Node* expected = &mine;
      if (tail_.compare_exchange_strong(expected, nullptr, release, relaxed)) return;
      Platform::await([&] { return (successor = mine.next.load(acquire)) != nullptr; });
    }
    successor->locked.store(0, release);
  }
  void describe(auto&& name) const { name("tail", tail_); }

 private:
  typename Platform::template atomic<Node*> tail_{nullptr};
  std::array<Node, max_threads> nodes_;
};

template <platform Platform>
using McsLock = McsBase<Platform>;
template <platform Platform>
using McsRelaxedLink = McsBase<Platform, relaxed>;

// BUG: `expected` is not reset after a failure, and the next round exchanges 1 for 1.
template <platform Platform>
class CasStaleExpected {
 public:
  void lock(int) {
    bool expected = false;
    Platform::await([&] { return taken_.compare_exchange_strong(expected, true, acquire, relaxed); });
  }
  void unlock(int) { taken_.store(false, release); }
  void describe(auto&& name) const { name("taken", taken_); }

 private:
  typename Platform::template atomic<bool> taken_{false};
};

// The same as an ordinary loop.
template <platform Platform>
class CasStaleExpectedLoop {
 public:
  void lock(int) {
    bool expected = false;
    while (!taken_.compare_exchange_strong(expected, true, acquire, relaxed)) {
    }
  }
  void unlock(int) { taken_.store(false, release); }
  void describe(auto&& name) const { name("taken", taken_); }

 private:
  typename Platform::template atomic<bool> taken_{false};
};

template <platform Platform>
class CasLock {
 public:
  void lock(int) {
    Platform::await([&] {
      bool expected = false;
      return taken_.compare_exchange_weak(expected, true, acquire, relaxed);
    });
  }
  void unlock(int) { taken_.store(false, release); }
  void describe(auto&& name) const { name("taken", taken_); }

 private:
  typename Platform::template atomic<bool> taken_{false};
};

// The same as an ordinary loop.
template <platform Platform>
class CasLockLoop {
 public:
  void lock(int) {
    for (bool expected = false; !taken_.compare_exchange_weak(expected, true, acquire, relaxed);) expected = false;
  }
  void unlock(int) { taken_.store(false, release); }
  void describe(auto&& name) const { name("taken", taken_); }

 private:
  typename Platform::template atomic<bool> taken_{false};
};

// Peterson's lock whose flags are taken down by a release store; everything else seq_cst.
template <platform Platform>
class PetersonSeqCst {
 public:
  void lock(int self) {
    const int other = 1 - self;
    interested_[self].store(1, seq_cst);
    turn_.store(other, seq_cst);
    Platform::await([&] { return interested_[other].load(seq_cst) != 1 || turn_.load(seq_cst) != other; });
  }
  void unlock(int self) { interested_[self].store(0, release); }
  void describe(auto&& name) const { name("turn", turn_); }

 private:
  typename Platform::template atomic<int> interested_[2];
  typename Platform::template atomic<int> turn_{0};
};

}  // namespace turnstile::rc11
