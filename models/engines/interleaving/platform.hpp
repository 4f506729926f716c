// The interleaving platform: each operation is a step of its own, and memory is sequentially consistent, unless a script
// tells a read to see an older write.
#pragma once

#include <atomic>
#include <cstdint>
#include <source_location>

#include "models/clients/client.hpp"
#include "models/clients/programs.hpp"
#include "models/engines/interleaving/runner.hpp"
#include "models/engines/observation/observed_platform.hpp"

namespace turnstile::interleaving {

// What ObservedPlatform asks of a machine (models/engines/observation/observed_platform.hpp).
struct Machine {
  // A std::atomic that only one thread of the operating system ever touches.
  template <class T>
  class Cell {
   public:
    explicit Cell(T value) : value_(value) {}
    T load(std::memory_order order, const std::source_location&) const {
      const T newest = here().load(order);
      const Step* told = Runner::current().told();
      return told == nullptr ? newest : static_cast<T>(told->read);
    }
    void store(T value, std::memory_order order, const std::source_location&) { here().store(value, order); }
    T exchange(T value, std::memory_order order, const std::source_location&) { return here().exchange(value, order); }
    T fetch_add(T value, std::memory_order order, const std::source_location&) {
      return here().fetch_add(value, order);
    }
    T fetch_sub(T value, std::memory_order order, const std::source_location&) {
      return here().fetch_sub(value, order);
    }
    T fetch_and(T value, std::memory_order order, const std::source_location&) {
      return here().fetch_and(value, order);
    }
    T fetch_or(T value, std::memory_order order, const std::source_location&) { return here().fetch_or(value, order); }
    T fetch_xor(T value, std::memory_order order, const std::source_location&) {
      return here().fetch_xor(value, order);
    }
    // A weak compare-exchange does not fail by mistake here, unless a script says so.
    bool compare_exchange_weak(T& expected, T value, std::memory_order success, std::memory_order failure,
                               const std::source_location&) {
      return compare_exchange(expected, value, success, failure, true);
    }
    bool compare_exchange_strong(T& expected, T value, std::memory_order success, std::memory_order failure,
                                 const std::source_location&) {
      return compare_exchange(expected, value, success, failure, false);
    }

   private:
    bool compare_exchange(T& expected, T value, std::memory_order success, std::memory_order failure, bool weak) {
      std::atomic<T>& newest = here();
      const Step* told = Runner::current().told();
      const bool may_fail = told != nullptr && told->operation == Operation::failed_compare_exchange &&
                            (weak || static_cast<T>(told->read) != expected);
      if (!may_fail) return newest.compare_exchange_strong(expected, value, success, failure);
      expected = static_cast<T>(told->read);
      return false;
    }
    const std::atomic<T>& here() const {
      Runner::current().before_operation();
      return value_;
    }
    std::atomic<T>& here() {
      Runner::current().before_operation();
      return value_;
    }
    std::atomic<T> value_;
  };

  // Accesses to plain data are steps too, so that updates can get lost. Races are not looked for.
  template <class T>
  class Plain {
   public:
    explicit Plain(T value) : value_(value) {}
    T read(const std::source_location&) const {
      Runner::current().before_operation();
      return value_;
    }
    void write(T value, const std::source_location&) {
      Runner::current().before_operation();
      value_ = value;
    }

   private:
    T value_;
  };

  static constexpr bool sequentially_consistent = true;

  static int thread() { return Runner::current().thread(); }
  static void fence(std::memory_order, const std::source_location&) { Runner::current().before_operation(); }
  static void pass(const std::source_location&) { Runner::current().pass(); }
  [[noreturn]] static void stop(Kind kind) { Runner::current().stop({.kind = kind, .given_up = nullptr}); }
  [[noreturn]] static void give_up(const char* why) { Runner::current().stop({.kind = Kind::none, .given_up = why}); }
};

using Platform = ObservedPlatform<Machine>;
static_assert(platform<Platform> && checking_platform<Platform>);

// All clients of an algorithm.
template <template <class> class Algorithm>
Programs programs() {
  return programs_of<Algorithm, Platform>();
}

}  // namespace turnstile::interleaving
