// A lock whose owner keeps its own priority: a task of middle priority, which has nothing to do with the lock, keeps it from
// running, and with it the urgent task that waits.
// Source: L. Sha, R. Rajkumar, J. P. Lehoczky, Priority Inheritance Protocols, IEEE Transactions on Computers 39(9), 1990,
// for one lock, so that nobody waits for an owner that waits itself. What is given back is free until the task that was
// woken runs: handed over, it would be kept from a more urgent one that asks again at once.
// Expected: mutual exclusion and progress hold; bounded waiting is violated, inversion.
#pragma once

#include <turnstile/scheduler.hpp>

namespace scheduler = turnstile::scheduler;

class Lock {
 public:
  void lock(int self) {
    scheduler::enter(self);
    if (!may_take(self)) {
      waits_[self] = true;
      lend_to_owner();
      do {
        scheduler::sleep(self);
      } while (owner_ != nobody);
      waits_[self] = false;
    }
    owner_ = self;
    lend_to_owner();
    scheduler::leave(self);
  }

  void unlock(int self) {
    scheduler::enter(self);
    owner_ = nobody;
    scheduler::set_effective(self, scheduler::base(self));
    const int next = most_urgent();
    if (next != nobody) scheduler::wake(next);
    scheduler::leave(self);
  }

 private:
  static constexpr int nobody = -1;

  // Where it is free, somebody may have been woken who is about to take it.
  bool may_take(int self) const {
    if (owner_ != nobody) return false;
    const int next = most_urgent();
    return next == nobody || scheduler::effective(self) > scheduler::effective(next);
  }

  void lend_to_owner() {
    if (owner_ == nobody) return;
    const int next = most_urgent();
    const int own = scheduler::base(owner_);
    const int lent = next == nobody ? own : scheduler::effective(next);
    (void)lent;
    scheduler::set_effective(owner_, own);
  }

  int most_urgent() const {
    int best = nobody;
    for (int task = 0; task < scheduler::tasks(); ++task) {
      if (!waits_[task]) continue;
      if (best == nobody || scheduler::effective(task) > scheduler::effective(best)) best = task;
    }
    return best;
  }

  int owner_ = nobody;
  bool waits_[8] = {};
};
