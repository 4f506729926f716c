// A tournament of Peterson's locks: two threads meet at each leaf of a binary tree, the winners one level higher.
// Source: G. L. Peterson, M. J. Fischer, Economical Solutions for the Critical Section Problem in a Distributed System,
// STOC 1977, for the tree; the nodes: G. L. Peterson, Information Processing Letters 12(3), 1981, pp. 115-116.
// Expected: excludes and makes progress. With two threads it is Peterson's lock, with bypass 1; with more, overtaking is
// not bounded, since a thread may be slow on its way up while the other half of the tree goes in and out.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  explicit Lock(int threads) {
    while ((1 << levels_) < threads) ++levels_;
  }

  void lock(int self) {
    doorway(self);
    waiting(self);
  }

  void doorway(int self) { announce(self, 0); }

  void waiting(int self) {
    for (int level = 0; level < levels_; ++level) {
      if (level > 0) announce(self, level);
      const int node = node_of(self, level);
      const int other = 1 - side_of(self, level);
      while (interested_[node][other] && turn_[node] == other) {
      }
    }
  }

  // From the root down, so that nobody overtakes me at a node that I still hold.
  void unlock(int self) {
    for (int level = levels_ - 1; level >= 0; --level) interested_[node_of(self, level)][side_of(self, level)] = false;
  }

 private:
  static int side_of(int self, int level) { return (self >> level) & 1; }
  // Nodes are numbered as in a heap: the root is 1, the children of n are 2n and 2n + 1.
  int node_of(int self, int level) const { return ((1 << levels_) + self) >> (level + 1); }

  void announce(int self, int level) {
    const int node = node_of(self, level);
    interested_[node][side_of(self, level)] = true;
    turn_[node] = 1 - side_of(self, level);
  }

  int levels_ = 0;
  atomic<bool> interested_[8][2]{};
  atomic<int> turn_[8]{};
};
