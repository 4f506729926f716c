// Eisenberg and McGuire's lock: the turn goes round, to the next one who wants it.
// Source: M. A. Eisenberg, M. R. McGuire, Further Comments on Dijkstra's Concurrent Programming Control Problem,
// CACM 15(11), 1972, p. 999. A thread that has to begin again waits here until the one that was in its way has gone back
// or left; in the paper it begins again at once.
// Expected: excludes and makes progress. A thread that waits is overtaken at most once by each other thread; its
// executions with three rounds are too many to see them all.
#pragma once

#include <turnstile/atomic.hpp>

using turnstile::atomic;

class Lock {
 public:
  explicit Lock(int threads) : threads_(threads) {}

  void lock(int self) {
    doorway(self);
    waiting(self);
  }

  void doorway(int self) { state_[self] = wants; }

  void waiting(int self) {
    for (;;) {
      while (somebody_before(self)) {
      }
      state_[self] = inside;
      const int rival = another_inside(self);
      if (rival == nobody && may_take_turn(self)) break;
      state_[self] = wants;
      if (rival == nobody) continue;
      while (state_[rival] == inside) {
      }
    }
    turn_ = self;
  }

  void unlock(int self) {
    int heir = next(self);
    while (heir != self && state_[heir] == away) heir = next(heir);
    turn_ = heir;
    state_[self] = away;
  }

 private:
  static constexpr int away = 0;
  static constexpr int wants = 1;
  static constexpr int inside = 2;
  static constexpr int nobody = -1;

  int next(int thread) const { return thread + 1 == threads_ ? 0 : thread + 1; }

  // From the turn on, and round: does anybody up to me want to enter?
  bool somebody_before(int self) const {
    for (int other = turn_; other != self; other = next(other)) {
      if (state_[other] != away) return true;
    }
    return false;
  }

  int another_inside(int self) const {
    for (int other = 0; other < threads_; ++other) {
      if (other != self && state_[other] == inside) return other;
    }
    return nobody;
  }

  bool may_take_turn(int self) const {
    const int owner = turn_;
    return owner == self || state_[owner] == away;
  }

  int threads_;
  atomic<int> state_[8]{};
  atomic<int> turn_{0};
};
