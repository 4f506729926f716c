// The platform of the simulated processor: memory of one processor, where time passes only as tasks spend it.
//
// An operation on an atomic takes a tick, and a task can be preempted before each; plain data takes no time. Inside a guard
// nothing takes time, and nobody is preempted. Memory is sequentially consistent.
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>

#include "algorithms/platform.hpp"

namespace turnstile::uniprocessor {

// What the platform has the simulating processor do. Without a processor, or outside of its tasks, nothing happens.
namespace machine {

void operation();  // the running task is about to perform one
void changed();    // shared memory is another than before
// The running task leaves the processor to others until it is notified.
void block(const void* variable);
void notify(const void* variable, bool all);

// Memory and time when a waiting round began.
struct Look {
  std::uint64_t changes = 0;
  std::int64_t now = 0;
};
Look round_begins();
void round_succeeded();
// The running task spins: it keeps the processor for at least a tick. If it must do so for ever, the execution ends here.
void round_failed(const Look& began);

}  // namespace machine

struct Platform {
  template <class T>
  class atomic {
   public:
    atomic() = default;
    atomic(T value) : value_(value) {}
    atomic(const atomic&) = delete;
    atomic& operator=(const atomic&) = delete;

    T load(std::memory_order) const {
      machine::operation();
      return value_;
    }
    void store(T value, std::memory_order) {
      machine::operation();
      put(value);
    }
    T exchange(T value, std::memory_order) {
      return update([&](T) { return value; });
    }
    bool compare_exchange_strong(T& expected, T value, std::memory_order, std::memory_order) {
      machine::operation();
      if (value_ != expected) {
        expected = value_;
        return false;
      }
      put(value);
      return true;
    }
    bool compare_exchange_weak(T& expected, T value, std::memory_order success, std::memory_order failure) {
      return compare_exchange_strong(expected, value, success, failure);
    }
    T fetch_add(T value, std::memory_order)
      requires(!std::same_as<T, bool>)
    {
      return update([&](T before) { return static_cast<T>(before + value); });
    }
    T fetch_sub(T value, std::memory_order)
      requires(!std::same_as<T, bool>)
    {
      return update([&](T before) { return static_cast<T>(before - value); });
    }
    T fetch_and(T value, std::memory_order)
      requires(!std::same_as<T, bool>)
    {
      return update([&](T before) { return static_cast<T>(before & value); });
    }
    T fetch_or(T value, std::memory_order)
      requires(!std::same_as<T, bool>)
    {
      return update([&](T before) { return static_cast<T>(before | value); });
    }
    T fetch_xor(T value, std::memory_order)
      requires(!std::same_as<T, bool>)
    {
      return update([&](T before) { return static_cast<T>(before ^ value); });
    }
    void wait(T value, std::memory_order order) const {
      while (load(order) == value) machine::block(this);
    }
    void notify_one() { machine::notify(this, false); }
    void notify_all() { machine::notify(this, true); }

   private:
    template <class After>
    T update(After after) {
      machine::operation();
      const T before = value_;
      put(after(before));
      return before;
    }
    void put(T value) {
      if (value != value_) machine::changed();
      value_ = value;
    }

    T value_{};
  };

  template <class T>
  class var {
   public:
    var() = default;
    var(T value) : value_(value) {}
    T read() const { return value_; }
    void write(T value) {
      if (value != value_) machine::changed();
      value_ = value;
    }

   private:
    T value_{};
  };

  static void fence(std::memory_order) {}

  // Spins: no task of lower priority gets the processor meanwhile.
  template <std::predicate Condition>
  static void await(Condition condition) {
    for (;;) {
      const machine::Look look = machine::round_begins();
      if (condition()) return machine::round_succeeded();
      machine::round_failed(look);
    }
  }
};

static_assert(platform<Platform>);

}  // namespace turnstile::uniprocessor
