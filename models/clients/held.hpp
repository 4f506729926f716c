// A lock that watches over its users: who unlocks what he does not hold, or locks what he holds, has made a mistake of his
// own, and a verdict on the lock would mean nothing.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>

#include "models/clients/program.hpp"

namespace turnstile {

template <class Lock>
concept has_try_lock = requires(Lock lock, int self) {
  { lock.try_lock(self) } -> std::same_as<bool>;
};

template <class Lock>
concept has_doorway = requires(Lock lock, int self) { lock.doorway(self); };

template <class Lock, class Platform>
class Held {
 public:
  void lock(int self) {
    require_free(self);
    lock_.lock(self);
    holds(self) = true;
  }
  bool try_lock(int self)
    requires has_try_lock<Lock>
  {
    require_free(self);
    return holds(self) = lock_.try_lock(self);
  }
  auto doorway(int self)
    requires has_doorway<Lock>
  {
    require_free(self);
    return lock_.doorway(self);
  }
  void waiting(int self, auto... place)
    requires has_doorway<Lock>
  {
    lock_.waiting(self, place...);
    holds(self) = true;
  }
  void unlock(int self) {
    if (!holds(self)) Platform::misused("a thread unlocks a lock that it does not hold");
    holds(self) = false;
    lock_.unlock(self);
  }
  void describe(Names& names) const { lock_.describe(names); }

 private:
  void require_free(int self) {
    if (holds(self)) Platform::misused("a thread locks a lock that it holds already");
  }
  // A flag for each seat: of a broken lock there can be several holders.
  bool& holds(int self) { return holds_.at(static_cast<std::size_t>(self)); }

  Lock lock_;
  std::array<bool, max_threads> holds_{};
};

}  // namespace turnstile
