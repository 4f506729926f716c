// A bounded queue for any number of producers and consumers. Each slot has a number of its own, which says whose turn it is:
//
//   number == i              empty, for the push that has drawn ticket i
//   number == i + 1          full, for the pop that has drawn ticket i
//   number == i + slots      empty again, for the push one lap later
//
// A ticket is drawn by a compare-exchange that orders nothing: it tells who may use the slot, and not what is in it.
// That comes with the slot's number:
//
//   (1) the push's release synchronizes with (2) the pop's acquire: the value is constructed before it is taken
//   (3) the pop's release synchronizes with (4) the acquire of the push one lap later: the slot is empty before the next
//       value is constructed in it
//
// Dmitry Vyukov, Bounded MPMC queue, 1024cores.net, 2010.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

#include <turnstile/atomic.hpp>

struct BoundedQueueOrders {
  std::memory_order filled = std::memory_order::release;       // (1)
  std::memory_order filled_seen = std::memory_order::acquire;  // (2)
  std::memory_order emptied = std::memory_order::release;      // (3)
  std::memory_order empty_seen = std::memory_order::acquire;   // (4)
};

// `slots` is a power of two.
template <class T, std::size_t slots, BoundedQueueOrders orders = BoundedQueueOrders{}>
class BoundedQueue {
  static_assert(slots >= 2 && (slots & (slots - 1)) == 0);

 public:
  BoundedQueue() {
    for (std::size_t i = 0; i < slots; ++i) slots_[i].number.store(i, std::memory_order::relaxed);
  }
  BoundedQueue(const BoundedQueue&) = delete;
  BoundedQueue& operator=(const BoundedQueue&) = delete;
  ~BoundedQueue() {
    while (pop([](T&) {})) {
    }
  }

  // False: the queue is full.
  template <class... Arguments>
  bool push(Arguments&&... arguments) {
    const Ticket ticket = draw(pushed_, 0, orders.empty_seen);  // (4)
    if (!ticket.slot) return false;
    ::new (ticket.slot->storage) T(std::forward<Arguments>(arguments)...);
    ticket.slot->number.store(ticket.number + 1, orders.filled);  // (1)
    return true;
  }

  // Shows the oldest value to `take`, and ends it. False: the queue is empty.
  template <class Take>
  bool pop(const Take& take) {
    const Ticket ticket = draw(popped_, 1, orders.filled_seen);  // (2)
    if (!ticket.slot) return false;
    T* const value = std::launder(reinterpret_cast<T*>(ticket.slot->storage));
    take(*value);
    std::destroy_at(value);
    ticket.slot->number.store(ticket.number + slots, orders.emptied);  // (3)
    return true;
  }

 private:
  struct Slot {
    turnstile::atomic<std::size_t> number{0};
    alignas(T) std::byte storage[sizeof(T)];
  };
  struct Ticket {
    std::size_t number = 0;
    Slot* slot = nullptr;  // none: there is no turn to be had
  };
  using Counter = turnstile::atomic<std::size_t>;

  // The next ticket, once its slot has the number that is `ahead` of it.
  Ticket draw(Counter& counter, std::size_t ahead, std::memory_order seen) {
    std::size_t ticket = counter.load(std::memory_order::relaxed);
    for (;;) {
      Slot& slot = slots_[ticket % slots];
      const auto lead = static_cast<std::intptr_t>(slot.number.load(seen) - (ticket + ahead));
      if (lead < 0) return {};  // it is still the turn of somebody one lap before
      if (lead > 0) {
        ticket = counter.load(std::memory_order::relaxed);
      } else if (counter.compare_exchange_strong(ticket, ticket + 1, std::memory_order::relaxed)) {
        return {.number = ticket, .slot = &slot};
      }
    }
  }

  Slot slots_[slots];
  Counter pushed_{0};
  Counter popped_{0};
};
