// Szymanski's lock: a waiting room that closes its door behind a group, which then leaves in order of numbers.
// Source: B. K. Szymanski, A Simple Solution to Lamport's Concurrent Programming Problem with Linear Wait, ICS 1988,
// pp. 621-626.
// Expected: excludes, makes progress, and overtaking is bounded (linear wait).
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

  void doorway(int self) { flag_[self] = wants; }

  void waiting(int self) {
    // The door is open.
    for (int other = 0; other < threads_; ++other) {
      while (other != self && flag_[other] >= in_doorway) {
      }
    }
    flag_[self] = in_doorway;
    // Others are about to come in: wait until the last of them has closed the door.
    if (somebody(self, wants)) {
      flag_[self] = in_waiting_room;
      while (!somebody(self, door_is_closed)) {
      }
    }
    flag_[self] = door_is_closed;
    // Smaller numbers first.
    for (int other = 0; other < self; ++other) {
      while (flag_[other] >= in_waiting_room) {
      }
    }
  }

  void unlock(int self) {
    // Whoever has a greater number, and is in the waiting room or its doorway, must see that the door is closed.
    for (int other = self + 1; other < threads_; ++other) {
      while (is_coming_in(flag_[other])) {
      }
    }
    flag_[self] = away;
  }

 private:
  static constexpr int away = 0;
  static constexpr int wants = 1;
  static constexpr int in_waiting_room = 2;
  static constexpr int in_doorway = 3;
  static constexpr int door_is_closed = 4;

  static bool is_coming_in(int flag) { return flag == in_waiting_room || flag == in_doorway; }

  bool somebody(int self, int flag) const {
    for (int other = 0; other < threads_; ++other) {
      if (other != self && flag_[other] == flag) return true;
    }
    return false;
  }

  int threads_;
  atomic<int> flag_[8]{};
};
