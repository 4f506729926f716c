// Knuth's lock: Dijkstra's, in which everybody gets in at last.
// Source: D. E. Knuth, Additional Comments on a Problem in Concurrent Programming Control, CACM 9(5), 1966, p. 321.
// A thread that has to begin again waits here, until the one that was in its way has gone back or left; in the paper it
// begins again at once.
// Expected: excludes and makes progress. Overtaking is bounded, but the bound is large where there are many threads.
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

  void doorway(int self) { control_[self] = wants; }

  void waiting(int self) {
    for (;;) {
      while (somebody_before(self)) {
      }
      control_[self] = inside;
      const int rival = another_inside(self);
      if (rival == nobody) break;
      control_[self] = wants;
      while (control_[rival] == inside) {
      }
    }
    turn_ = self;
  }

  void unlock(int self) {
    turn_ = previous(self);
    control_[self] = away;
  }

 private:
  static constexpr int away = 0;
  static constexpr int wants = 1;
  static constexpr int inside = 2;
  static constexpr int nobody = -1;

  int previous(int thread) const { return thread == 0 ? threads_ - 1 : thread - 1; }

  // From the turn downwards, and round: does anybody up to me want to enter?
  bool somebody_before(int self) const {
    for (int other = turn_; other != self; other = previous(other)) {
      if (control_[other] != away) return true;
    }
    return false;
  }

  int another_inside(int self) const {
    for (int other = threads_ - 1; other >= 0; --other) {
      if (other != self && control_[other] == inside) return other;
    }
    return nobody;
  }

  int threads_;
  atomic<int> control_[8]{};
  atomic<int> turn_{0};
};
