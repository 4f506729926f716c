// What <turnstile/atomic.hpp> has for shared data where it is checked: std::atomic's interface over the exhaustive engine.
//
// std::source_location finds the user's line through default arguments. Operators have none; but the conversion of an
// operand has (Given, At).
#pragma once

#include <atomic>
#include <concepts>
#include <cstddef>
#include <source_location>
#include <type_traits>
#include <utility>

#include "turnstile/detail/platform.hpp"

namespace turnstile::detail {

// A value, and where it was given to an Owner; which does not take another of its kind for a value.
template <class T, class Owner>
struct Given {
  Given(T v, Place w = Place::current()) : value(std::move(v)), where(w) {}
  template <std::convertible_to<T> U>
    requires(!std::same_as<std::remove_cvref_t<U>, T> && !std::same_as<std::remove_cvref_t<U>, Owner>)
  Given(U&& v, Place w = Place::current()) : value(static_cast<T>(std::forward<U>(v))), where(w) {}

  T value;
  Place where;
};

// An object, and where it was used.
template <class Object>
struct At {
  At(Object& o, Place w = Place::current()) : object(o), where(w) {}

  Object& object;
  Place where;
};

// What an atomic can hold here, whose size is no matter.
template <class T>
concept checkable = std::is_trivially_copyable_v<T> && (rc11::has_no_padding<T> || rc11::clearable<T>);

template <class T>
concept counting = std::integral<T> && !std::same_as<T, bool>;
template <class T>
concept adding = counting<T> || std::floating_point<T> || rc11::object_pointer<T>;

template <class T>
using difference_of = std::conditional_t<std::is_pointer_v<T>, std::ptrdiff_t, T>;

}  // namespace turnstile::detail

#include "turnstile/detail/checking_volatile.hpp"

namespace turnstile::inline checking {

template <class T>
class atomic : public detail::VolatileMembers<atomic<T>, T> {
  using Volatile = detail::VolatileMembers<atomic<T>, T>;
  static_assert(
      sizeof(T) <= sizeof(rc11::Value),  // NOLINT(bugprone-sizeof-expression): a pointer, where it is one
      "turnstile checks atomics of at most 8 bytes: no double-width compare-exchange, as of a pointer and a tag");
  static_assert(
      detail::checkable<T>,
      "turnstile checks atomics of what is trivially copyable; with this compiler, of a struct with padding only "
      "if it has a constexpr default constructor, no pointers and no bit-fields");

 public:
  using value_type = T;
  using difference_type = detail::difference_of<T>;
  static constexpr bool is_always_lock_free = std::atomic<T>::is_always_lock_free;

  atomic(detail::Place where = detail::Place::current()) : atomic(T(), where) {}
  atomic(T value, detail::Place where = detail::Place::current())
      : cell_((detail::require_check("an atomic", where), value), where), constructed_(where) {
    detail::add_variable(this, "atomic", where, detail::value_text_of<T>());
  }
  atomic(const atomic&) = delete;
  atomic& operator=(atomic&) = delete;  // were it const, values would convert to it

  [[nodiscard]] bool is_lock_free() const { return is_always_lock_free; }

  TURNSTILE_OPERATION T load(std::memory_order order = seq_cst, detail::Place where = detail::Place::current()) const {
    return loaded(order, where);
  }
  TURNSTILE_OPERATION void store(T value, std::memory_order order = seq_cst,
                                 detail::Place where = detail::Place::current()) {
    TURNSTILE_SPILL();
    write(value, order, where);
    TURNSTILE_SPILL();
  }
  TURNSTILE_OPERATION T exchange(T value, std::memory_order order = seq_cst,
                                 detail::Place where = detail::Place::current()) {
    return modify(Operation::exchange, value, order, where);
  }

  TURNSTILE_OPERATION bool compare_exchange_weak(T& expected, T value, std::memory_order success,
                                                 std::memory_order failure,
                                                 detail::Place where = detail::Place::current()) {
    return compare(expected, value, success, failure, true, where);
  }
  TURNSTILE_OPERATION bool compare_exchange_weak(T& expected, T value, std::memory_order order = seq_cst,
                                                 detail::Place where = detail::Place::current()) {
    return compare(expected, value, order, failing(order), true, where);
  }

  TURNSTILE_OPERATION bool compare_exchange_strong(T& expected, T value, std::memory_order success,
                                                   std::memory_order failure,
                                                   detail::Place where = detail::Place::current()) {
    return compare(expected, value, success, failure, false, where);
  }
  TURNSTILE_OPERATION bool compare_exchange_strong(T& expected, T value, std::memory_order order = seq_cst,
                                                   detail::Place where = detail::Place::current()) {
    return compare(expected, value, order, failing(order), false, where);
  }

  TURNSTILE_OPERATION T fetch_add(T by, std::memory_order order = seq_cst,
                                  detail::Place where = detail::Place::current())
    requires detail::counting<T>
  {
    return modify(Operation::fetch_add, by, order, where);
  }
  T fetch_add(difference_type by, std::memory_order order = seq_cst, detail::Place where = detail::Place::current())
    requires(detail::adding<T> && !detail::counting<T>)
  {
    return update([by](T value) { return value + by; }, order, where);
  }

  TURNSTILE_OPERATION T fetch_sub(T by, std::memory_order order = seq_cst,
                                  detail::Place where = detail::Place::current())
    requires detail::counting<T>
  {
    return modify(Operation::fetch_sub, by, order, where);
  }
  T fetch_sub(difference_type by, std::memory_order order = seq_cst, detail::Place where = detail::Place::current())
    requires(detail::adding<T> && !detail::counting<T>)
  {
    return update([by](T value) { return value - by; }, order, where);
  }
  TURNSTILE_OPERATION T fetch_and(T bits, std::memory_order order = seq_cst,
                                  detail::Place where = detail::Place::current())
    requires detail::counting<T>
  {
    return modify(Operation::fetch_and, bits, order, where);
  }
  TURNSTILE_OPERATION T fetch_or(T bits, std::memory_order order = seq_cst,
                                 detail::Place where = detail::Place::current())
    requires detail::counting<T>
  {
    return modify(Operation::fetch_or, bits, order, where);
  }
  TURNSTILE_OPERATION T fetch_xor(T bits, std::memory_order order = seq_cst,
                                  detail::Place where = detail::Place::current())
    requires detail::counting<T>
  {
    return modify(Operation::fetch_xor, bits, order, where);
  }

  void wait(T old, std::memory_order order = seq_cst, detail::Place where = detail::Place::current()) const {
    cell_.wait(old, {order, where});
  }
  void notify_one(detail::Place where = detail::Place::current()) { cell_.notify(false, where); }
  void notify_all(detail::Place where = detail::Place::current()) { cell_.notify(true, where); }

  TURNSTILE_OPERATION operator T() const { return loaded(seq_cst, constructed_); }
  T operator=(detail::Given<T, atomic> given) {
    store(given.value, seq_cst, given.where);
    return given.value;
  }
  T operator+=(detail::Given<difference_type, atomic> by)
    requires detail::adding<T>
  {
    return static_cast<T>(fetch_add(by.value, seq_cst, by.where) + by.value);
  }
  T operator-=(detail::Given<difference_type, atomic> by)
    requires detail::adding<T>
  {
    return static_cast<T>(fetch_sub(by.value, seq_cst, by.where) - by.value);
  }
  T operator&=(detail::Given<T, atomic> bits)
    requires detail::counting<T>
  {
    return static_cast<T>(fetch_and(bits.value, seq_cst, bits.where) & bits.value);
  }
  T operator|=(detail::Given<T, atomic> bits)
    requires detail::counting<T>
  {
    return static_cast<T>(fetch_or(bits.value, seq_cst, bits.where) | bits.value);
  }
  T operator^=(detail::Given<T, atomic> bits)
    requires detail::counting<T>
  {
    return static_cast<T>(fetch_xor(bits.value, seq_cst, bits.where) ^ bits.value);
  }
  friend T operator++(detail::At<atomic> x)
    requires(detail::counting<T> || rc11::object_pointer<T>)
  {
    return static_cast<T>(x.object.fetch_add(1, seq_cst, x.where) + 1);
  }
  friend T operator++(detail::At<atomic> x, int)
    requires(detail::counting<T> || rc11::object_pointer<T>)
  {
    return x.object.fetch_add(1, seq_cst, x.where);
  }
  friend T operator--(detail::At<atomic> x)
    requires(detail::counting<T> || rc11::object_pointer<T>)
  {
    return static_cast<T>(x.object.fetch_sub(1, seq_cst, x.where) - 1);
  }
  friend T operator--(detail::At<atomic> x, int)
    requires(detail::counting<T> || rc11::object_pointer<T>)
  {
    return x.object.fetch_sub(1, seq_cst, x.where);
  }

  // The same of a volatile atomic.
  using Volatile::compare_exchange_strong;
  using Volatile::compare_exchange_weak;
  using Volatile::exchange;
  using Volatile::fetch_add;
  using Volatile::fetch_and;
  using Volatile::fetch_or;
  using Volatile::fetch_sub;
  using Volatile::fetch_xor;
  using Volatile::is_lock_free;
  using Volatile::load;
  using Volatile::notify_all;
  using Volatile::notify_one;
  using Volatile::store;
  using Volatile::wait;
  using Volatile::operator=;

 private:
  // [atomics.types.operations]: the failure order that the standard derives from the other.
  static constexpr std::memory_order failing(std::memory_order order) {
    if (order == release) return relaxed;
    return order == acq_rel ? acquire : order;
  }

  [[gnu::always_inline]] T loaded(std::memory_order order, detail::Place where) const {
    TURNSTILE_SPILL();
    const T result = read(order, where);
    TURNSTILE_SPILL();
    return result;
  }
  [[gnu::always_inline]] T modify(Operation operation, T operand, std::memory_order order, detail::Place where) {
    TURNSTILE_SPILL();
    const T result = read_and_write(operation, operand, order, where);
    TURNSTILE_SPILL();
    return result;
  }
  [[gnu::always_inline]] bool compare(T& expected, T value, std::memory_order success, std::memory_order failure,
                                      bool weak, detail::Place where) {
    TURNSTILE_SPILL();
    const bool result = compare_and_write(expected, value, success, failure, weak, where);
    TURNSTILE_SPILL();
    return result;
  }

  // --- the doors (models/engines/rc11/call.hpp) ------------------------------------------------------------------------------
  TURNSTILE_WAY_IN T read(std::memory_order order, detail::Place where) const {
    rc11::Call call;
    call.begin(&rc11::Cell<T>::load, __builtin_frame_address(0), &cell_, order, where, true);
    rc11::turnstile_rc11_enter(&call);
    return call.get<T>();
  }
  TURNSTILE_WAY_IN void write(T value, std::memory_order order, detail::Place where) {
    rc11::Call call;
    call.begin(&rc11::Cell<T>::store, __builtin_frame_address(0), &cell_, order, where, true);
    call.set(value);
    rc11::turnstile_rc11_enter(&call);
  }
  TURNSTILE_WAY_IN T read_and_write(Operation operation, T value, std::memory_order order, detail::Place where) {
    rc11::Call call;
    call.begin(&rc11::Cell<T>::update, __builtin_frame_address(0), &cell_, order, where, true);
    call.operation = operation;
    call.set(value);
    rc11::turnstile_rc11_enter(&call);
    return call.get<T>();
  }
  TURNSTILE_WAY_IN bool compare_and_write(T& expected, T value, std::memory_order success, std::memory_order failure,
                                          bool weak, detail::Place where) {
    rc11::Call call;
    call.begin(&rc11::Cell<T>::compare_exchange, __builtin_frame_address(0), &cell_, success, where, true);
    call.failure = failure;
    call.failure_where = where;
    call.weak = weak;
    call.expected = static_cast<void*>(&expected);
    call.set(value);
    rc11::turnstile_rc11_enter(&call);
    return call.get<bool>();
  }

  // Where the engine has no read-modify-write of its own.
  T update(auto change, std::memory_order order, detail::Place where) {
    T before = load(relaxed, where);
    while (!compare_exchange_strong(before, change(before), order, relaxed, where)) {
    }
    return before;
  }

  rc11::Cell<T> cell_;
  detail::Place constructed_;
};

class atomic_flag {
 public:
  atomic_flag(detail::Place where = detail::Place::current()) : set_(false, where) {}

  [[nodiscard]] bool test(std::memory_order order = seq_cst, detail::Place where = detail::Place::current()) const {
    return set_.load(order, where);
  }
  bool test_and_set(std::memory_order order = seq_cst, detail::Place where = detail::Place::current()) {
    return set_.exchange(true, order, where);
  }
  void clear(std::memory_order order = seq_cst, detail::Place where = detail::Place::current()) {
    set_.store(false, order, where);
  }
  void wait(bool old, std::memory_order order = seq_cst, detail::Place where = detail::Place::current()) const {
    set_.wait(old, order, where);
  }
  void notify_one(detail::Place where = detail::Place::current()) { set_.notify_one(where); }
  void notify_all(detail::Place where = detail::Place::current()) { set_.notify_all(where); }

  // = ATOMIC_FLAG_INIT, which the standard library has as { 0 } or { false }.
  atomic_flag(bool set, detail::Place where = detail::Place::current()) : set_(set, where) {}
  atomic_flag(const atomic_flag&) = delete;
  atomic_flag& operator=(const atomic_flag&) = delete;

  [[nodiscard]] bool test(std::memory_order order = seq_cst, detail::Place where = detail::Place::current()) const
      volatile {
    return set_.load(order, where);
  }
  bool test_and_set(std::memory_order order = seq_cst, detail::Place where = detail::Place::current()) volatile {
    return set_.exchange(true, order, where);
  }
  void clear(std::memory_order order = seq_cst, detail::Place where = detail::Place::current()) volatile {
    set_.store(false, order, where);
  }
  void wait(bool old, std::memory_order order = seq_cst, detail::Place where = detail::Place::current()) const
      volatile {
    set_.wait(old, order, where);
  }
  void notify_one(detail::Place where = detail::Place::current()) volatile { set_.notify_one(where); }
  void notify_all(detail::Place where = detail::Place::current()) volatile { set_.notify_all(where); }

 private:
  atomic<bool> set_;
};

inline void atomic_thread_fence(std::memory_order order, detail::Place where = detail::Place::current()) {
  detail::require_check("a fence", where);
  detail::Platform::fence({order, where});
}

template <class T>
class var {
 public:
  var(detail::Place where = detail::Place::current()) : var(T(), where) {}
  var(T value, detail::Place where = detail::Place::current())
      : engine_(std::move(value), where), constructed_(where) {}
  var(const var&) = delete;
  var& operator=(var&) = delete;

  T read(detail::Place where = detail::Place::current()) const { return engine_.read(where); }
  void write(T value, detail::Place where = detail::Place::current()) { engine_.write(std::move(value), where); }

  operator T() const { return read(constructed_); }
  T operator=(detail::Given<T, var> given) {
    write(given.value, given.where);
    return given.value;
  }
  T operator+=(detail::Given<T, var> by) {
    return change(by.where, [&](const T& value) { return static_cast<T>(value + by.value); });
  }
  T operator-=(detail::Given<T, var> by) {
    return change(by.where, [&](const T& value) { return static_cast<T>(value - by.value); });
  }
  friend T operator++(detail::At<var> x) {
    return x.object.change(x.where, [](T value) { return ++value; });
  }
  friend T operator--(detail::At<var> x) {
    return x.object.change(x.where, [](T value) { return --value; });
  }
  friend T operator++(detail::At<var> x, int) {
    T before = x.object.read(x.where);
    T after = before;
    x.object.write(++after, x.where);
    return before;
  }
  friend T operator--(detail::At<var> x, int) {
    T before = x.object.read(x.where);
    T after = before;
    x.object.write(--after, x.where);
    return before;
  }

 private:
  T change(const detail::Place& where, auto new_value, bool reads = true) {
    T after = reads ? new_value(read(where)) : new_value(T());
    write(after, where);
    return after;
  }

  detail::Platform::var<T> engine_;
  detail::Place constructed_;
};

}  // namespace turnstile::inline checking
