// <turnstile/atomic.hpp> where a submission is graded: each operation of an atomic asks the grader.
//
// The interface is std::atomic's. Values never stand in the submission's own memory: what an atomic holds depends on the
// memory model and on the other threads, which the grader knows.
#pragma once

#include <concepts>
#include <cstddef>

#include "../../asking.hpp"

namespace turnstile {

namespace coursework {

// A value, and where it was written: for operators, which can have no further parameters.
template <class T>
struct Written {
  T value;
  std::source_location where;
  Written(T v, std::source_location w = std::source_location::current()) : value(v), where(w) {}
};

// The failure order that the standard derives from the other ([atomics.types.operations]).
constexpr std::memory_order failing(std::memory_order order) {
  if (order == std::memory_order::release) return std::memory_order::relaxed;
  return order == std::memory_order::acq_rel ? std::memory_order::acquire : order;
}

template <class T>
concept counts = std::integral<T> && !std::same_as<T, bool>;

}  // namespace coursework

template <class T>
class atomic {
  static_assert(std::is_trivially_copyable_v<T>, "turnstile: an atomic holds something that can be copied as bytes");
  static_assert(sizeof(T) == 1 || sizeof(T) == 2 || sizeof(T) == 4 || sizeof(T) == 8,
                "turnstile: an atomic holds 1, 2, 4 or 8 bytes");
  using Ask = coursework::wire::Ask;
  using Place = std::source_location;
  using Order = std::memory_order;
  static constexpr Order seq_cst = Order::seq_cst;

 public:
  using value_type = T;
  static constexpr bool is_always_lock_free = true;

  atomic() noexcept : atomic(T()) {}
  atomic(T value) noexcept : value_(value) { coursework::constructed(this, coursework::type_of<T>()); }
  atomic(const atomic&) = delete;
  atomic& operator=(const atomic&) = delete;

  bool is_lock_free() const noexcept { return true; }

  T load(Order order = seq_cst, Place where = Place::current()) const {
    if (coursework::constructing()) return value_;
    return ask(Ask::load, order, T(), where);
  }
  void store(T value, Order order = seq_cst, Place where = Place::current()) {
    if (coursework::constructing()) {
      value_ = value;
      return;
    }
    ask(Ask::store, order, value, where);
  }
  T exchange(T value, Order order = seq_cst, Place where = Place::current()) {
    return update(Ask::exchange, value, order, where, nullptr, [&](T) { return value; });
  }

  bool compare_exchange_weak(T& expected, T value, Order success, Order failure, Place where = Place::current()) {
    return compare(Ask::compare_exchange_weak, expected, value, success, failure, where);
  }
  bool compare_exchange_weak(T& expected, T value, Order order = seq_cst, Place where = Place::current()) {
    return compare(Ask::compare_exchange_weak, expected, value, order, coursework::failing(order), where);
  }
  bool compare_exchange_strong(T& expected, T value, Order success, Order failure, Place where = Place::current()) {
    return compare(Ask::compare_exchange_strong, expected, value, success, failure, where);
  }
  bool compare_exchange_strong(T& expected, T value, Order order = seq_cst, Place where = Place::current()) {
    return compare(Ask::compare_exchange_strong, expected, value, order, coursework::failing(order), where);
  }

  T fetch_add(T by, Order order = seq_cst, Place where = Place::current())
    requires coursework::counts<T>
  {
    return update(Ask::fetch_add, by, order, where, nullptr, [&](T value) { return static_cast<T>(value + by); });
  }
  T fetch_sub(T by, Order order = seq_cst, Place where = Place::current())
    requires coursework::counts<T>
  {
    return update(Ask::fetch_sub, by, order, where, nullptr, [&](T value) { return static_cast<T>(value - by); });
  }
  T fetch_and(T bits, Order order = seq_cst, Place where = Place::current())
    requires coursework::counts<T>
  {
    return update(Ask::fetch_and, bits, order, where, nullptr, [&](T value) { return static_cast<T>(value & bits); });
  }
  T fetch_or(T bits, Order order = seq_cst, Place where = Place::current())
    requires coursework::counts<T>
  {
    return update(Ask::fetch_or, bits, order, where, nullptr, [&](T value) { return static_cast<T>(value | bits); });
  }
  T fetch_xor(T bits, Order order = seq_cst, Place where = Place::current())
    requires coursework::counts<T>
  {
    return update(Ask::fetch_xor, bits, order, where, nullptr, [&](T value) { return static_cast<T>(value ^ bits); });
  }

  void wait(T old, Order order = seq_cst, Place where = Place::current()) const {
    if (coursework::constructing()) coursework::give_up("the constructor of the lock waits");
    ask(Ask::wait, order, old, where);
  }
  void notify_one(Place where = Place::current()) {
    if (!coursework::constructing()) ask(Ask::notify_one, seq_cst, T(), where);
  }
  void notify_all(Place where = Place::current()) {
    if (!coursework::constructing()) ask(Ask::notify_all, seq_cst, T(), where);
  }

  // Operators are given no place, and take their return address for it. Not inlined, or that would be somewhere else.
  [[gnu::noinline]] operator T() const {
    if (coursework::constructing()) return value_;
    return ask(Ask::load, seq_cst, T(), {}, __builtin_return_address(0));
  }
  template <std::convertible_to<T> U>
  [[gnu::noinline]] T operator=(U given) {
    const T value = given;
    if (coursework::constructing()) return value_ = value;
    ask(Ask::store, seq_cst, value, {}, __builtin_return_address(0));
    return value;
  }
  T operator+=(coursework::Written<T> by)
    requires coursework::counts<T>
  {
    return static_cast<T>(fetch_add(by.value, seq_cst, by.where) + by.value);
  }
  T operator-=(coursework::Written<T> by)
    requires coursework::counts<T>
  {
    return static_cast<T>(fetch_sub(by.value, seq_cst, by.where) - by.value);
  }
  T operator&=(coursework::Written<T> bits)
    requires coursework::counts<T>
  {
    return static_cast<T>(fetch_and(bits.value, seq_cst, bits.where) & bits.value);
  }
  T operator|=(coursework::Written<T> bits)
    requires coursework::counts<T>
  {
    return static_cast<T>(fetch_or(bits.value, seq_cst, bits.where) | bits.value);
  }
  T operator^=(coursework::Written<T> bits)
    requires coursework::counts<T>
  {
    return static_cast<T>(fetch_xor(bits.value, seq_cst, bits.where) ^ bits.value);
  }
  [[gnu::noinline]] T operator++()
    requires coursework::counts<T>
  {
    return static_cast<T>(add(1, __builtin_return_address(0)) + 1);
  }
  [[gnu::noinline]] T operator++(int)
    requires coursework::counts<T>
  {
    return add(1, __builtin_return_address(0));
  }
  [[gnu::noinline]] T operator--()
    requires coursework::counts<T>
  {
    return static_cast<T>(add(static_cast<T>(-1), __builtin_return_address(0)) - 1);
  }
  [[gnu::noinline]] T operator--(int)
    requires coursework::counts<T>
  {
    return add(static_cast<T>(-1), __builtin_return_address(0));
  }

 private:
  T ask(Ask how, Order order, T operand, Place where, const void* code = nullptr) const {
    constexpr coursework::wire::Type type = coursework::type_of<T>();
    return coursework::from_bits<T>(coursework::ask(coursework::What{.ask = how, .type = type, .order = order}, this,
                                                    coursework::to_bits(operand), 0, where, code)
                                        .value);
  }

  T add(T by, const void* code) {
    return update(Ask::fetch_add, by, seq_cst, {}, code, [&](T value) { return static_cast<T>(value + by); });
  }

  template <class After>
  T update(Ask how, T operand, Order order, Place where, const void* code, After after) {
    if (coursework::constructing()) {
      const T before = value_;
      value_ = after(before);
      return before;
    }
    return ask(how, order, operand, where, code);
  }

  bool compare(Ask how, T& expected, T value, Order success, Order failure, Place where) {
    if (coursework::constructing()) {
      const bool equal = std::memcmp(&value_, &expected, sizeof(T)) == 0;
      (equal ? value_ : expected) = equal ? value : value_;
      return equal;
    }
    const coursework::What what{
        .ask = how, .type = coursework::type_of<T>(), .order = success, .failure_order = failure};
    const coursework::Reply reply =
        coursework::ask(what, this, coursework::to_bits(value), coursework::to_bits(expected), where, nullptr);
    if (!reply.done) expected = coursework::from_bits<T>(reply.value);
    return reply.done;
  }

  T value_;
};

class atomic_flag {
 public:
  atomic_flag() noexcept = default;

  [[nodiscard]] bool test(std::memory_order order = std::memory_order::seq_cst,
                          std::source_location where = std::source_location::current()) const {
    return set_.load(order, where);
  }
  bool test_and_set(std::memory_order order = std::memory_order::seq_cst,
                    std::source_location where = std::source_location::current()) {
    return set_.exchange(true, order, where);
  }
  void clear(std::memory_order order = std::memory_order::seq_cst,
             std::source_location where = std::source_location::current()) {
    set_.store(false, order, where);
  }
  void wait(bool old, std::memory_order order = std::memory_order::seq_cst,
            std::source_location where = std::source_location::current()) const {
    set_.wait(old, order, where);
  }
  void notify_one(std::source_location where = std::source_location::current()) { set_.notify_one(where); }
  void notify_all(std::source_location where = std::source_location::current()) { set_.notify_all(where); }

 private:
  atomic<bool> set_{false};
};

inline void atomic_thread_fence(std::memory_order order, std::source_location where = std::source_location::current()) {
  if (coursework::constructing()) return;
  coursework::ask(coursework::What{.ask = coursework::wire::Ask::fence, .order = order}, nullptr, 0, 0, where, nullptr);
}

}  // namespace turnstile
