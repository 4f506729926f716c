// The other names that the standard library has for atomics, and its free functions, where they are checked.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "turnstile/detail/checking_atomic.hpp"

namespace turnstile::inline checking {

// --- names ---------------------------------------------------------------------------------------------------------------

using atomic_bool = atomic<bool>;
using atomic_char = atomic<char>;
using atomic_schar = atomic<signed char>;
using atomic_uchar = atomic<unsigned char>;
using atomic_short = atomic<short>;
using atomic_ushort = atomic<unsigned short>;
using atomic_int = atomic<int>;
using atomic_uint = atomic<unsigned int>;
using atomic_long = atomic<long>;
using atomic_ulong = atomic<unsigned long>;
using atomic_llong = atomic<long long>;
using atomic_ullong = atomic<unsigned long long>;
using atomic_char8_t = atomic<char8_t>;
using atomic_char16_t = atomic<char16_t>;
using atomic_char32_t = atomic<char32_t>;
using atomic_wchar_t = atomic<wchar_t>;
using atomic_int8_t = atomic<std::int8_t>;
using atomic_uint8_t = atomic<std::uint8_t>;
using atomic_int16_t = atomic<std::int16_t>;
using atomic_uint16_t = atomic<std::uint16_t>;
using atomic_int32_t = atomic<std::int32_t>;
using atomic_uint32_t = atomic<std::uint32_t>;
using atomic_int64_t = atomic<std::int64_t>;
using atomic_uint64_t = atomic<std::uint64_t>;
using atomic_intptr_t = atomic<std::intptr_t>;
using atomic_uintptr_t = atomic<std::uintptr_t>;
using atomic_size_t = atomic<std::size_t>;
using atomic_ptrdiff_t = atomic<std::ptrdiff_t>;
using atomic_intmax_t = atomic<std::intmax_t>;
using atomic_uintmax_t = atomic<std::uintmax_t>;

// --- free functions: the member functions, of any atomic -----------------------------------------------------------------

// Handlers of signals are not checked, and for all others this fence does nothing.
inline void atomic_signal_fence(std::memory_order) {}

template <class T>
bool atomic_is_lock_free(const volatile atomic<T>*) {
  return atomic<T>::is_always_lock_free;
}
// This is not atomic, by the standard; here it is a relaxed store.
template <class T>
void atomic_init(volatile atomic<T>* x, std::type_identity_t<T> value, detail::Place where = detail::Place::current()) {
  x->store(value, relaxed, where);
}
template <class T>
T atomic_load(const volatile atomic<T>* x, detail::Place where = detail::Place::current()) {
  return x->load(seq_cst, where);
}
template <class T>
T atomic_load_explicit(const volatile atomic<T>* x, std::memory_order order,
                       detail::Place where = detail::Place::current()) {
  return x->load(order, where);
}
template <class T>
void atomic_store(volatile atomic<T>* x, std::type_identity_t<T> value,
                  detail::Place where = detail::Place::current()) {
  x->store(value, seq_cst, where);
}
template <class T>
void atomic_store_explicit(volatile atomic<T>* x, std::type_identity_t<T> value, std::memory_order order,
                           detail::Place where = detail::Place::current()) {
  x->store(value, order, where);
}
template <class T>
T atomic_exchange(volatile atomic<T>* x, std::type_identity_t<T> value,
                  detail::Place where = detail::Place::current()) {
  return x->exchange(value, seq_cst, where);
}
template <class T>
T atomic_exchange_explicit(volatile atomic<T>* x, std::type_identity_t<T> value, std::memory_order order,
                           detail::Place where = detail::Place::current()) {
  return x->exchange(value, order, where);
}
template <class T>
bool atomic_compare_exchange_weak(volatile atomic<T>* x, std::type_identity_t<T>* expected,
                                  std::type_identity_t<T> value, detail::Place where = detail::Place::current()) {
  return x->compare_exchange_weak(*expected, value, seq_cst, where);
}
template <class T>
bool atomic_compare_exchange_weak_explicit(volatile atomic<T>* x, std::type_identity_t<T>* expected,
                                           std::type_identity_t<T> value, std::memory_order success,
                                           std::memory_order failure, detail::Place where = detail::Place::current()) {
  return x->compare_exchange_weak(*expected, value, success, failure, where);
}
template <class T>
bool atomic_compare_exchange_strong(volatile atomic<T>* x, std::type_identity_t<T>* expected,
                                    std::type_identity_t<T> value, detail::Place where = detail::Place::current()) {
  return x->compare_exchange_strong(*expected, value, seq_cst, where);
}
template <class T>
bool atomic_compare_exchange_strong_explicit(volatile atomic<T>* x, std::type_identity_t<T>* expected,
                                             std::type_identity_t<T> value, std::memory_order success,
                                             std::memory_order failure,
                                             detail::Place where = detail::Place::current()) {
  return x->compare_exchange_strong(*expected, value, success, failure, where);
}
template <class T>
T atomic_fetch_add(volatile atomic<T>* x, typename atomic<T>::difference_type by,
                   detail::Place where = detail::Place::current()) {
  return x->fetch_add(by, seq_cst, where);
}
template <class T>
T atomic_fetch_add_explicit(volatile atomic<T>* x, typename atomic<T>::difference_type by, std::memory_order order,
                            detail::Place where = detail::Place::current()) {
  return x->fetch_add(by, order, where);
}
template <class T>
T atomic_fetch_sub(volatile atomic<T>* x, typename atomic<T>::difference_type by,
                   detail::Place where = detail::Place::current()) {
  return x->fetch_sub(by, seq_cst, where);
}
template <class T>
T atomic_fetch_sub_explicit(volatile atomic<T>* x, typename atomic<T>::difference_type by, std::memory_order order,
                            detail::Place where = detail::Place::current()) {
  return x->fetch_sub(by, order, where);
}
template <class T>
T atomic_fetch_and(volatile atomic<T>* x, std::type_identity_t<T> bits,
                   detail::Place where = detail::Place::current()) {
  return x->fetch_and(bits, seq_cst, where);
}
template <class T>
T atomic_fetch_and_explicit(volatile atomic<T>* x, std::type_identity_t<T> bits, std::memory_order order,
                            detail::Place where = detail::Place::current()) {
  return x->fetch_and(bits, order, where);
}
template <class T>
T atomic_fetch_or(volatile atomic<T>* x, std::type_identity_t<T> bits, detail::Place where = detail::Place::current()) {
  return x->fetch_or(bits, seq_cst, where);
}
template <class T>
T atomic_fetch_or_explicit(volatile atomic<T>* x, std::type_identity_t<T> bits, std::memory_order order,
                           detail::Place where = detail::Place::current()) {
  return x->fetch_or(bits, order, where);
}
template <class T>
T atomic_fetch_xor(volatile atomic<T>* x, std::type_identity_t<T> bits,
                   detail::Place where = detail::Place::current()) {
  return x->fetch_xor(bits, seq_cst, where);
}
template <class T>
T atomic_fetch_xor_explicit(volatile atomic<T>* x, std::type_identity_t<T> bits, std::memory_order order,
                            detail::Place where = detail::Place::current()) {
  return x->fetch_xor(bits, order, where);
}
template <class T>
void atomic_wait(const volatile atomic<T>* x, std::type_identity_t<T> old,
                 detail::Place where = detail::Place::current()) {
  x->wait(old, seq_cst, where);
}
template <class T>
void atomic_wait_explicit(const volatile atomic<T>* x, std::type_identity_t<T> old, std::memory_order order,
                          detail::Place where = detail::Place::current()) {
  x->wait(old, order, where);
}
template <class T>
void atomic_notify_one(volatile atomic<T>* x, detail::Place where = detail::Place::current()) {
  x->notify_one(where);
}
template <class T>
void atomic_notify_all(volatile atomic<T>* x, detail::Place where = detail::Place::current()) {
  x->notify_all(where);
}
inline bool atomic_flag_test_and_set(volatile atomic_flag* x, detail::Place where = detail::Place::current()) {
  return x->test_and_set(seq_cst, where);
}
inline bool atomic_flag_test_and_set_explicit(volatile atomic_flag* x, std::memory_order order,
                                              detail::Place where = detail::Place::current()) {
  return x->test_and_set(order, where);
}
inline void atomic_flag_clear(volatile atomic_flag* x, detail::Place where = detail::Place::current()) {
  x->clear(seq_cst, where);
}
inline void atomic_flag_clear_explicit(volatile atomic_flag* x, std::memory_order order,
                                       detail::Place where = detail::Place::current()) {
  x->clear(order, where);
}

}  // namespace turnstile::inline checking
