// How a submission's class becomes what the server wants. Included by the program that the grader writes, before the
// submission; TURNSTILE_MEMBERS(M), behind it, is M(x) for each x that may be a member.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <new>
#include <string>
#include <type_traits>

#include "include/turnstile/atomic.hpp"
#include "server.hpp"

namespace turnstile::coursework {

template <class L>
concept has_lock = requires(L& lock) { lock.lock(0); };
template <class L>
concept has_unlock = requires(L& lock) { lock.unlock(0); };
template <class L>
concept has_shared = requires(L& lock) {
  lock.lock_shared(0);
  lock.unlock_shared(0);
};
constexpr std::uint32_t bit(wire::Call call) { return 1U << static_cast<unsigned>(call); }

template <class L>
void call(void* object, wire::Call what, int self) {
  L& lock = *static_cast<L*>(object);
  if (what == wire::Call::lock) lock.lock(self);
  if (what == wire::Call::unlock) lock.unlock(self);
  if constexpr (has_shared<L>) {
    if (what == wire::Call::lock_shared) lock.lock_shared(self);
    if (what == wire::Call::unlock_shared) lock.unlock_shared(self);
  }
}

// It must have a constructor: a struct without any would take the number for its first member.
template <class L>
inline constexpr bool takes_threads = std::is_constructible_v<L, int> && !std::is_aggregate_v<L>;

template <class L>
void construct(void* storage, int threads) {
  if constexpr (takes_threads<L>) {
    ::new (storage) L(threads);
  } else {
    ::new (storage) L;
  }
}

template <class T>
inline constexpr bool is_atomic = false;
template <class T>
inline constexpr bool is_atomic<atomic<T>> = true;

// std::atomic, std::atomic_flag, std::mutex.
template <class T>
concept foreign_atomic = requires(T& x) { x.is_lock_free(); } || requires(T& x) { x.test_and_set(); } ||
                         requires(T& x) { x.native_handle(); };

inline constexpr int deepest = 4;

// Names x, and what it consists of.
template <int depth, class T>
void name_all(T& x, const std::string& name, Naming& naming);
// Names those members of a class that TURNSTILE_MEMBERS lists.
template <int depth, class T>
void name_members(T& x, const std::string& name, Naming& naming);

template <int depth, class T>
void name_all(T& x, const std::string& name, Naming& naming) {
  if constexpr (depth > deepest || std::is_function_v<T>) {
    return;
  } else if constexpr (is_atomic<std::remove_cv_t<T>> || foreign_atomic<T> || std::is_scalar_v<T>) {
    naming.add(const_cast<const void*>(static_cast<const volatile void*>(&x)), name);
  } else if constexpr (requires {
                         std::begin(x);
                         x[0];
                         std::end(x) - std::begin(x);
                       }) {
    for (std::ptrdiff_t i = 0; i < std::end(x) - std::begin(x); ++i) {
      name_all<depth + 1>(x[static_cast<std::size_t>(i)], name + "[" + std::to_string(i) + "]", naming);
    }
  } else if constexpr (std::is_class_v<T>) {
    name_members<depth + 1>(x, name.empty() ? name : name + ".", naming);
  }
}

template <class L>
void name(void* object, Naming& naming) {
  name_all<0>(*static_cast<L*>(object), "", naming);
}

template <class L>
int serve() {
  static_assert(has_lock<L>, "turnstile: class Lock has no member function lock(int)");
  static_assert(has_unlock<L>, "turnstile: class Lock has no member function unlock(int)");
  static_assert(std::is_constructible_v<L> || takes_threads<L>,
                "turnstile: class Lock has no constructor without parameters, nor with the number of threads");
  static_assert(alignof(L) <= 4096, "turnstile: class Lock wants to be aligned too strictly");
  constexpr std::uint32_t shared = has_shared<L> ? bit(wire::Call::lock_shared) | bit(wire::Call::unlock_shared) : 0;
  static const Served served{.size = sizeof(L),
                             .calls = bit(wire::Call::lock) | bit(wire::Call::unlock) | shared,
                             .construct = &construct<L>,
                             .call = &call<L>,
                             .name = &name<L>};
  return serve(served);
}

}  // namespace turnstile::coursework
