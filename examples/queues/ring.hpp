// A ring buffer for one producer and one consumer: a bounded first-in, first-out queue without locks.
//
//   push(value)   full?  tail + 1 is where the head is: false      pop()   empty?  head is where the tail is: nothing
//                 construct the value at tail; tail := next                take the value at head; end it; head := next
//
// One slot stays free, so that a full ring is no empty one. Each index is written by one side alone, which knows its own
// value; what the other side has done with a slot comes with the index that it publishes:
//
//   (1) the producer's release of the tail synchronizes with (2) the consumer's acquire: the value is constructed before
//       it is taken
//   (3) the consumer's release of the head synchronizes with (4) the producer's acquire: the slot is empty before the next
//       value is constructed in it
//
// The orders are a parameter for the sake of the check, which weakens each of them (queues_check.cpp).
//
// Lamport, Specifying Concurrent Program Modules, TOPLAS 5(2), 1983, has it with sequential consistency.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <new>
#include <optional>
#include <utility>

#include <turnstile/atomic.hpp>

struct RingOrders {
  std::memory_order tail_published = std::memory_order::release;  // (1)
  std::memory_order tail_seen = std::memory_order::acquire;       // (2)
  std::memory_order head_published = std::memory_order::release;  // (3)
  std::memory_order head_seen = std::memory_order::acquire;       // (4)
};

// Of at most `slots` - 1 values, in slots of their own: they begin when they are pushed and end when they are popped.
template <class T, std::size_t slots, RingOrders orders = RingOrders{}>
class Ring {
 public:
  Ring() = default;
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;
  ~Ring() {
    while (pop([](T&) {})) {
    }
  }

  // By the producer. False: the ring is full.
  template <class... Arguments>
  bool push(Arguments&&... arguments) {
    const std::size_t tail = tail_.load(std::memory_order::relaxed);  // its own
    const std::size_t next = (tail + 1) % slots;
    if (next == head_.load(orders.head_seen)) return false;  // (4)
    ::new (slot(tail)) T(std::forward<Arguments>(arguments)...);
    tail_.store(next, orders.tail_published);  // (1)
    return true;
  }

  // By the consumer: shows the oldest value to `take`, and ends it. False: the ring is empty.
  template <class Take>
  bool pop(const Take& take) {
    const std::size_t head = head_.load(std::memory_order::relaxed);  // its own
    if (head == tail_.load(orders.tail_seen)) return false;           // (2)
    T* const value = std::launder(reinterpret_cast<T*>(slot(head)));
    take(*value);
    std::destroy_at(value);
    head_.store((head + 1) % slots, orders.head_published);  // (3)
    return true;
  }

 private:
  std::byte* slot(std::size_t i) { return storage_ + i * sizeof(T); }

  turnstile::atomic<std::size_t> head_{0};
  turnstile::atomic<std::size_t> tail_{0};
  alignas(T) std::byte storage_[slots * sizeof(T)];
};
