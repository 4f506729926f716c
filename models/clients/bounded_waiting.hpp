// Bounded waiting: how often others enter between the end of my doorway and my own entry.
#pragma once

#include <array>
#include <concepts>
#include <type_traits>

#include "algorithms/platform.hpp"
#include "models/clients/client.hpp"

namespace turnstile {

// Does what lock() does, in two parts: what the doorway returns (a ticket) is handed on to the waiting section. For a
// lock without a doorway, overtaking is counted from the start of its entry section.
template <Role As, class Lock, class Platform, std::invocable DoorwayEnds>
void enter_by_halves(Held<Lock, Platform>& lock, int self, DoorwayEnds doorway_ends) {
  if constexpr (!has_doorway<Lock, As>) {
    doorway_ends();
    lock.template lock<As>(self);
  } else if constexpr (std::is_void_v<decltype(lock.template doorway<As>(self))>) {
    lock.template doorway<As>(self);
    doorway_ends();
    lock.template waiting<As>(self);
  } else {
    const auto place = lock.template doorway<As>(self);
    doorway_ends();
    lock.template waiting<As>(self, place);
  }
}

// Counts while it runs, with plain variables of its own: that is right on platforms whose execution order is real time.
template <class Lock, class Platform>
class BypassClient final : public LockClient<BypassClient<Lock, Platform>, Lock, Platform> {
 public:
  using LockClient<BypassClient, Lock, Platform>::LockClient;

  template <Role As>
  void enter(int self) {
    if constexpr (has_doorway<Lock, As>) Platform::enter(Section::doorway);
    enter_by_halves<As>(this->lock(), self, [&] {
      Platform::enter(Section::waiting);
      waiter(self) = {.waits = true, .overtaken = 0};
    });
    // Entry is an event of its own, after the last operation of the entry section: another thread may end its doorway
    // between the two. Without this switching point that would go uncounted.
    ghost_.load(relaxed);
    Platform::enter(Section::critical);
    waiter(self).waits = false;
    overtake_others(self);
  }
  template <Role>
  void inside(int) {}
  void describe(Names& names) const override {
    LockClient<BypassClient, Lock, Platform>::describe(names);
    names("(enters)", ghost_);
  }

 private:
  struct Waiter {
    bool waits = false;
    int overtaken = 0;
  };

  void overtake_others(int self) {
    for (int other = 0; other < this->mix().threads; ++other) {
      if (other == self || !waiter(other).waits || share(self, other)) continue;
      Platform::overtaken(++waiter(other).overtaken, this->mix().role(other));
    }
  }
  // Readers do not overtake readers: they have nothing to wait for from each other.
  [[nodiscard]] bool share(int a, int b) const {
    return this->mix().role(a) == Role::reader && this->mix().role(b) == Role::reader;
  }
  Waiter& waiter(int thread) { return waiters_[static_cast<std::size_t>(thread)]; }

  std::array<Waiter, max_threads> waiters_{};
  typename Platform::template atomic<int> ghost_{0};
};

}  // namespace turnstile
