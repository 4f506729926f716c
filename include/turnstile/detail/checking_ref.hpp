// atomic_ref where it is checked.
//
// The first reference to an object makes an atomic of the engine's, with the object's value. Further ones share it; with
// the last one the newest value goes back to the object. Which one is the first, and which the last, must not depend on
// how the threads run: the first is constructed before the others by happens-before, and all that was done by references
// happens before the end of the last one. Where it is not so the verdict is `unknown`, with the line: a client keeps a
// reference from before its threads start until they have ended.
#pragma once

#include <atomic>
#include <cstddef>
#include <new>
#include <optional>
#include <string_view>
#include <type_traits>

#include "turnstile/detail/checking_atomic.hpp"

namespace turnstile {
namespace detail {

// The atomic of the object at that address. Nothing: there is none yet, and the caller is to make one and to say so.
void* referred(const void* object, std::size_t size, const Place& where);
// The atomic's location is the one that the thread has just made.
void begin_to_refer(const void* object, std::size_t size, void* cell);
// One reference less. Where it was the last, the newest value, as it stands in the graph.
std::optional<rc11::Value> end_to_refer(const void* object, const Place& where);

}  // namespace detail

inline namespace checking {

template <class T>
class atomic_ref {
 public:
  using value_type = T;
  using difference_type = detail::difference_of<T>;
  static constexpr std::size_t required_alignment = std::atomic_ref<T>::required_alignment;
  static constexpr bool is_always_lock_free = std::atomic_ref<T>::is_always_lock_free;

  explicit atomic_ref(T& object, detail::Place where = detail::Place::current())
      : object_(&object), cell_(cell_of(object, where)), constructed_(where) {}
  atomic_ref(const atomic_ref& other, detail::Place where = detail::Place::current())
      : atomic_ref(*other.object_, where) {}
  atomic_ref& operator=(const atomic_ref&) = delete;
  ~atomic_ref() {
    if (!rc11::Execution::running()) return;
    if (const auto newest = detail::end_to_refer(object_, constructed_)) *object_ = rc11::decode<T>(*newest);
  }

  [[nodiscard]] bool is_lock_free() const { return is_always_lock_free; }
  T load(std::memory_order order = seq_cst, detail::Place where = detail::Place::current()) const {
    return cell_->load(order, where);
  }
  void store(T value, std::memory_order order = seq_cst, detail::Place where = detail::Place::current()) const {
    cell_->store(value, order, where);
  }
  T exchange(T value, std::memory_order order = seq_cst, detail::Place where = detail::Place::current()) const {
    return cell_->exchange(value, order, where);
  }
  bool compare_exchange_weak(T& expected, T value, std::memory_order success, std::memory_order failure,
                             detail::Place where = detail::Place::current()) const {
    return cell_->compare_exchange_weak(expected, value, success, failure, where);
  }
  bool compare_exchange_weak(T& expected, T value, std::memory_order order = seq_cst,
                             detail::Place where = detail::Place::current()) const {
    return cell_->compare_exchange_weak(expected, value, order, where);
  }
  bool compare_exchange_strong(T& expected, T value, std::memory_order success, std::memory_order failure,
                               detail::Place where = detail::Place::current()) const {
    return cell_->compare_exchange_strong(expected, value, success, failure, where);
  }
  bool compare_exchange_strong(T& expected, T value, std::memory_order order = seq_cst,
                               detail::Place where = detail::Place::current()) const {
    return cell_->compare_exchange_strong(expected, value, order, where);
  }
  T fetch_add(difference_type by, std::memory_order order = seq_cst,
              detail::Place where = detail::Place::current()) const
    requires detail::adding<T>
  {
    return cell_->fetch_add(by, order, where);
  }
  T fetch_sub(difference_type by, std::memory_order order = seq_cst,
              detail::Place where = detail::Place::current()) const
    requires detail::adding<T>
  {
    return cell_->fetch_sub(by, order, where);
  }
  T fetch_and(T bits, std::memory_order order = seq_cst, detail::Place where = detail::Place::current()) const
    requires detail::counting<T>
  {
    return cell_->fetch_and(bits, order, where);
  }
  T fetch_or(T bits, std::memory_order order = seq_cst, detail::Place where = detail::Place::current()) const
    requires detail::counting<T>
  {
    return cell_->fetch_or(bits, order, where);
  }
  T fetch_xor(T bits, std::memory_order order = seq_cst, detail::Place where = detail::Place::current()) const
    requires detail::counting<T>
  {
    return cell_->fetch_xor(bits, order, where);
  }
  void wait(T old, std::memory_order order = seq_cst, detail::Place where = detail::Place::current()) const {
    cell_->wait(old, order, where);
  }
  void notify_one(detail::Place where = detail::Place::current()) const { cell_->notify_one(where); }
  void notify_all(detail::Place where = detail::Place::current()) const { cell_->notify_all(where); }

  operator T() const { return load(seq_cst, constructed_); }
  T operator=(detail::Given<T, atomic_ref> given) const {
    store(given.value, seq_cst, given.where);
    return given.value;
  }
  T operator+=(detail::Given<difference_type, atomic_ref> by) const
    requires detail::adding<T>
  {
    return static_cast<T>(fetch_add(by.value, seq_cst, by.where) + by.value);
  }
  T operator-=(detail::Given<difference_type, atomic_ref> by) const
    requires detail::adding<T>
  {
    return static_cast<T>(fetch_sub(by.value, seq_cst, by.where) - by.value);
  }
  T operator&=(detail::Given<T, atomic_ref> bits) const
    requires detail::counting<T>
  {
    return static_cast<T>(fetch_and(bits.value, seq_cst, bits.where) & bits.value);
  }
  T operator|=(detail::Given<T, atomic_ref> bits) const
    requires detail::counting<T>
  {
    return static_cast<T>(fetch_or(bits.value, seq_cst, bits.where) | bits.value);
  }
  T operator^=(detail::Given<T, atomic_ref> bits) const
    requires detail::counting<T>
  {
    return static_cast<T>(fetch_xor(bits.value, seq_cst, bits.where) ^ bits.value);
  }
  friend T operator++(detail::At<const atomic_ref> x)
    requires(detail::counting<T> || rc11::object_pointer<T>)
  {
    return static_cast<T>(x.object.fetch_add(1, seq_cst, x.where) + 1);
  }
  friend T operator++(detail::At<const atomic_ref> x, int)
    requires(detail::counting<T> || rc11::object_pointer<T>)
  {
    return x.object.fetch_add(1, seq_cst, x.where);
  }
  friend T operator--(detail::At<const atomic_ref> x)
    requires(detail::counting<T> || rc11::object_pointer<T>)
  {
    return static_cast<T>(x.object.fetch_sub(1, seq_cst, x.where) - 1);
  }
  friend T operator--(detail::At<const atomic_ref> x, int)
    requires(detail::counting<T> || rc11::object_pointer<T>)
  {
    return x.object.fetch_sub(1, seq_cst, x.where);
  }
  friend void label(const atomic_ref& x, std::string_view name) { detail::name_variable(x.cell_, name); }

 private:
  static atomic<T>* cell_of(T& object, const detail::Place& where) {
    detail::require_check("an atomic_ref", where);
    if (void* const known = detail::referred(&object, sizeof(T), where)) return static_cast<atomic<T>*>(known);
    void* const memory = rc11::Execution::current().set_aside(sizeof(atomic<T>), where);
    auto* const cell = ::new (memory) atomic<T>(object, where);
    detail::begin_to_refer(&object, sizeof(T), cell);
    return cell;
  }

  T* object_;
  atomic<T>* cell_;
  detail::Place constructed_;
};

}  // namespace checking
}  // namespace turnstile
