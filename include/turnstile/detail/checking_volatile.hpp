// The member functions of a volatile atomic, for the checked form: those of the atomic itself. (It has no ++ and --, which
// would be taken for those of an ordinary atomic and could not know their line, and no conversion: load() it.) Part of checking_atomic.hpp.
#pragma once

#include <atomic>

#include "turnstile/detail/platform.hpp"

namespace turnstile::detail {

template <class Atomic, class T>
class VolatileMembers {
 public:
  [[nodiscard]] bool is_lock_free() const volatile { return Atomic::is_always_lock_free; }
  T load(std::memory_order order = seq_cst, Place where = Place::current()) const volatile {
    return self().load(order, where);
  }
  void store(T value, std::memory_order order = seq_cst, Place where = Place::current()) volatile {
    self().store(value, order, where);
  }
  T exchange(T value, std::memory_order order = seq_cst, Place where = Place::current()) volatile {
    return self().exchange(value, order, where);
  }
  bool compare_exchange_weak(T& expected, T value, std::memory_order success, std::memory_order failure,
                             Place where = Place::current()) volatile {
    return self().compare_exchange_weak(expected, value, success, failure, where);
  }
  bool compare_exchange_weak(T& expected, T value, std::memory_order order = seq_cst,
                             Place where = Place::current()) volatile {
    return self().compare_exchange_weak(expected, value, order, where);
  }
  bool compare_exchange_strong(T& expected, T value, std::memory_order success, std::memory_order failure,
                               Place where = Place::current()) volatile {
    return self().compare_exchange_strong(expected, value, success, failure, where);
  }
  bool compare_exchange_strong(T& expected, T value, std::memory_order order = seq_cst,
                               Place where = Place::current()) volatile {
    return self().compare_exchange_strong(expected, value, order, where);
  }
  T fetch_add(difference_of<T> by, std::memory_order order = seq_cst, Place where = Place::current()) volatile
    requires adding<T>
  {
    return self().fetch_add(by, order, where);
  }
  T fetch_sub(difference_of<T> by, std::memory_order order = seq_cst, Place where = Place::current()) volatile
    requires adding<T>
  {
    return self().fetch_sub(by, order, where);
  }
  T fetch_and(T bits, std::memory_order order = seq_cst, Place where = Place::current()) volatile
    requires counting<T>
  {
    return self().fetch_and(bits, order, where);
  }
  T fetch_or(T bits, std::memory_order order = seq_cst, Place where = Place::current()) volatile
    requires counting<T>
  {
    return self().fetch_or(bits, order, where);
  }
  T fetch_xor(T bits, std::memory_order order = seq_cst, Place where = Place::current()) volatile
    requires counting<T>
  {
    return self().fetch_xor(bits, order, where);
  }
  void wait(T old, std::memory_order order = seq_cst, Place where = Place::current()) const volatile {
    self().wait(old, order, where);
  }
  void notify_one(Place where = Place::current()) volatile { self().notify_one(where); }
  void notify_all(Place where = Place::current()) volatile { self().notify_all(where); }

  T operator=(Given<T, Atomic> given) volatile {
    store(given.value, seq_cst, given.where);
    return given.value;
  }

 protected:
  VolatileMembers() = default;

 private:
  Atomic& self() volatile { return static_cast<Atomic&>(const_cast<VolatileMembers&>(*this)); }
  const Atomic& self() const volatile { return static_cast<const Atomic&>(const_cast<const VolatileMembers&>(*this)); }
};

}  // namespace turnstile::detail
