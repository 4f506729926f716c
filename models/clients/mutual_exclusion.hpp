// Mutual exclusion: (a) no two threads are inside at once, unless both are readers; (b) what one critical section wrote,
// the next one sees. And (c): readers do get inside at once.
#pragma once

#include "algorithms/platform.hpp"
#include "models/clients/client.hpp"

namespace turnstile {

// Where the lock has a try_lock, the last seat of each role tries once before it waits, so that both ways in are checked.
template <class Derived, class Lock, class Platform>
class ExclusionClient : public LockClient<Derived, Lock, Platform> {
 public:
  using LockClient<Derived, Lock, Platform>::LockClient;

  template <Role As>
  void enter(int self) {
    if constexpr (has_try_lock<Lock, As>) {
      if (last_of_its_role(self) && try_once<As>(self)) return;
    }
    this->lock().template lock<As>(self);
  }

 private:
  [[nodiscard]] bool last_of_its_role(int self) const {
    return self == this->mix().threads - 1 || self == this->mix().readers - 1;
  }
  template <Role As>
  bool try_once(int self) {
    if constexpr (!requires { Lock::guarded; }) Platform::enter(Section::trying);
    const bool done = this->lock().template try_lock<As>(self);
    Platform::enter(Section::waiting);
    return done;
  }
};

// (a) Two atomic operations inside, so that a checker that switches threads only at atomic operations can switch there:
// without them it could not see an overlap, and the check would pass whatever the lock does. They are relaxed, so that
// they order nothing that the lock should order.
template <class Lock, class Platform>
class Occupancy final : public ExclusionClient<Occupancy<Lock, Platform>, Lock, Platform> {
 public:
  using ExclusionClient<Occupancy, Lock, Platform>::ExclusionClient;

  template <Role As>
  void inside(int) {
    constexpr bool reads = As == Role::reader;
    const int others = inside_.fetch_add(reads ? reader : writer, relaxed);
    const bool alone = reads ? others % reader == 0 : others == 0;
    if (!alone) Platform::violated(Kind::overlap);
    inside_.fetch_sub(reads ? reader : writer, relaxed);
  }
  void describe(Names& names) const override {
    ExclusionClient<Occupancy, Lock, Platform>::describe(names);
    names("inside", inside_);
  }

 private:
  // Writers are counted in the units, readers in the hundreds.
  static constexpr int writer = 1;
  static constexpr int reader = 100;

  typename Platform::template atomic<int> inside_{0};
};

// (b) A plain counter: without happens-before between critical sections its accesses race, and updates get lost.
template <class Lock, class Platform>
class Visibility final : public ExclusionClient<Visibility<Lock, Platform>, Lock, Platform> {
 public:
  using ExclusionClient<Visibility, Lock, Platform>::ExclusionClient;

  template <Role As>
  void inside(int) {
    const int count = counter_.read();
    if constexpr (As == Role::writer) counter_.write(count + 1);
  }
  void after() override {
    if (Platform::abandoned()) return;
    int updates = 0;
    for (int i = this->mix().readers; i < this->mix().threads; ++i) updates += this->mix()[i];
    if (counter_.read() != updates) Platform::violated(Kind::lost_update);
  }
  void describe(Names& names) const override {
    ExclusionClient<Visibility, Lock, Platform>::describe(names);
    names("counter", counter_);
  }

 private:
  typename Platform::template var<int> counter_{0};
};

// (c) Readers only: in each round all of them meet inside. A lock that lets them in one after the other hangs. With a
// writer in the line a fair lock would hang, too, and rightly so.
template <class Lock, class Platform>
class ReadersTogether final : public ExclusionClient<ReadersTogether<Lock, Platform>, Lock, Platform> {
 public:
  using ExclusionClient<ReadersTogether, Lock, Platform>::ExclusionClient;

  template <Role>
  void inside(int) {
    const int threads = this->mix().threads;
    const int all = (met_.fetch_add(1, relaxed) / threads + 1) * threads;
    Platform::await([&] { return met_.load(relaxed) >= all; });
  }
  void describe(Names& names) const override {
    ExclusionClient<ReadersTogether, Lock, Platform>::describe(names);
    names("met", met_);
  }

 private:
  typename Platform::template atomic<int> met_{0};
};

}  // namespace turnstile
