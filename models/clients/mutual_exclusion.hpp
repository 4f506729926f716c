// Mutual exclusion: (a) no two threads are inside at once; (b) what one critical section wrote, the next one sees.
#pragma once

#include "algorithms/platform.hpp"
#include "models/clients/client.hpp"

namespace turnstile {

// Where the lock has a try_lock, the last seat tries once before it waits, so that both ways in are checked.
template <class Derived, class Lock, class Platform>
class ExclusionClient : public LockClient<Derived, Lock, Platform> {
 public:
  using LockClient<Derived, Lock, Platform>::LockClient;

  void enter(int self) {
    if constexpr (has_try_lock<Lock>) {
      if (self == this->mix().threads - 1 && this->lock().try_lock(self)) return;
    }
    this->lock().lock(self);
  }
};

// (a) Two atomic operations inside, so that a checker that switches threads only at atomic operations can switch there:
// without them it could not see an overlap, and the check would pass whatever the lock does. They are relaxed, so that
// they order nothing that the lock should order.
template <class Lock, class Platform>
class Occupancy final : public ExclusionClient<Occupancy<Lock, Platform>, Lock, Platform> {
 public:
  using ExclusionClient<Occupancy, Lock, Platform>::ExclusionClient;

  void inside(int) {
    if (inside_.fetch_add(1, relaxed) != 0) Platform::violated(Kind::overlap);
    inside_.fetch_sub(1, relaxed);
  }
  void describe(Names& names) const override {
    ExclusionClient<Occupancy, Lock, Platform>::describe(names);
    names("inside", inside_);
  }

 private:
  typename Platform::template atomic<int> inside_{0};
};

// (b) A plain counter: without happens-before between critical sections its accesses race, and updates get lost.
template <class Lock, class Platform>
class Visibility final : public ExclusionClient<Visibility<Lock, Platform>, Lock, Platform> {
 public:
  using ExclusionClient<Visibility, Lock, Platform>::ExclusionClient;

  void inside(int) { counter_.write(counter_.read() + 1); }
  void after() override {
    if (Platform::abandoned()) return;
    int rounds = 0;
    for (int i = 0; i < this->mix().threads; ++i) rounds += this->mix()[i];
    if (counter_.read() != rounds) Platform::violated(Kind::lost_update);
  }
  void describe(Names& names) const override {
    ExclusionClient<Visibility, Lock, Platform>::describe(names);
    names("counter", counter_);
  }

 private:
  typename Platform::template var<int> counter_{0};
};

}  // namespace turnstile
