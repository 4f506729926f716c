// A lock that watches its users: a client whose thread unlocks what it does not hold, or locks what it holds, is wrong
// itself, and a verdict on the lock would mean nothing.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>

#include "models/vocabulary/program.hpp"

namespace turnstile {

// Any of our locks: used by seats.
template <class Lock>
concept seated_lock = requires(Lock lock, int self) {
  lock.lock(self);
  lock.unlock(self);
};

template <class Lock>
concept reader_writer_lock = seated_lock<Lock> && requires(Lock lock, int self) {
  lock.lock_shared(self);
  lock.unlock_shared(self);
};

// The way of a role into a lock and out of it. Only reader-writer locks have one for readers.
template <Role>
struct Way {
  static void lock(auto& lock, int self) { lock.lock(self); }
  static void unlock(auto& lock, int self) { lock.unlock(self); }
  static bool try_lock(auto& lock, int self)
    requires requires {
      { lock.try_lock(self) } -> std::same_as<bool>;
    }
  {
    return lock.try_lock(self);
  }
  static auto doorway(auto& lock, int self)
    requires requires { lock.doorway(self); }
  {
    return lock.doorway(self);
  }
  static void waiting(auto& lock, int self, auto... place) { lock.waiting(self, place...); }
};

template <>
struct Way<Role::reader> {
  static void lock(auto& lock, int self) { lock.lock_shared(self); }
  static void unlock(auto& lock, int self) { lock.unlock_shared(self); }
  static bool try_lock(auto& lock, int self)
    requires requires {
      { lock.try_lock_shared(self) } -> std::same_as<bool>;
    }
  {
    return lock.try_lock_shared(self);
  }
  static auto doorway(auto& lock, int self)
    requires requires { lock.doorway_shared(self); }
  {
    return lock.doorway_shared(self);
  }
  static void waiting(auto& lock, int self, auto... place) { lock.waiting_shared(self, place...); }
};

template <class Lock, Role As>
concept has_try_lock = requires(Lock lock, int self) { Way<As>::try_lock(lock, self); };

template <class Lock, Role As>
concept has_doorway = requires(Lock lock, int self) { Way<As>::doorway(lock, self); };

template <class Lock, class Platform>
class Held {
 public:
  Held() = default;
  explicit Held(const Context&) {}
  explicit Held(const Context& context)
    requires std::constructible_from<Lock, const Context&>
      : lock_(context) {}

  template <Role As = Role::writer>
  void lock(int self) {
    require_free(self);
    Way<As>::lock(lock_, self);
    held_as(self) = As;
  }
  template <Role As = Role::writer>
    requires has_try_lock<Lock, As>
  bool try_lock(int self) {
    require_free(self);
    const bool done = Way<As>::try_lock(lock_, self);
    if (done) held_as(self) = As;
    return done;
  }
  template <Role As = Role::writer>
    requires has_doorway<Lock, As>
  auto doorway(int self) {
    require_free(self);
    return Way<As>::doorway(lock_, self);
  }
  template <Role As = Role::writer>
    requires has_doorway<Lock, As>
  void waiting(int self, auto... place) {
    Way<As>::waiting(lock_, self, place...);
    held_as(self) = As;
  }
  template <Role As = Role::writer>
  void unlock(int self) {
    if (held_as(self) != As) Platform::misused("a thread unlocks a lock that it does not hold");
    held_as(self).reset();
    Way<As>::unlock(lock_, self);
  }
  void describe(Names& names) const { lock_.describe(names); }

 private:
  void require_free(int self) {
    if (held_as(self)) Platform::misused("a thread locks a lock that it holds already");
  }
  // One entry for each seat, because a broken lock can have several holders.
  std::optional<Role>& held_as(int self) { return held_as_.at(static_cast<std::size_t>(self)); }

  Lock lock_;
  std::array<std::optional<Role>, max_threads> held_as_{};
};

}  // namespace turnstile
