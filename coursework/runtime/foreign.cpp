// Atomics that are none of ours. The compiler makes calls of the operations of std::atomic (-fsanitize=thread), and the
// linker sends those of a mutex here; they are asked for like all others, as operations of whatever lies at that address.
#include <atomic>
#include <cerrno>
#include <concepts>
#include <cstdint>

#include <pthread.h>

#include "server.hpp"

namespace turnstile::coursework {

namespace {

using wire::Ask;

// The compiler's own numbers of the orders.
constexpr std::memory_order to_order(int number) { return static_cast<std::memory_order>(number & 0xff); }

template <std::unsigned_integral T>
Reply ask_for(Ask what, const volatile T* place, int order, T operand, const void* code, int failure = 0,
              T expected = 0) {
  return ask(What{.ask = what, .type = type_of<T>(), .order = to_order(order), .failure_order = to_order(failure)},
             const_cast<const T*>(place), operand, expected, {}, code);
}

template <std::unsigned_integral T>
T load(const volatile T* place, int order, const void* code) {
  if (!runs()) return *place;
  return static_cast<T>(ask_for(Ask::load, place, order, T{0}, code).value);
}

template <std::unsigned_integral T>
void store(volatile T* place, T value, int order, const void* code) {
  if (!runs()) {
    *place = value;
  } else {
    (void)ask_for(Ask::store, place, order, value, code);
  }
}

template <std::unsigned_integral T>
T update(Ask what, volatile T* place, T operand, int order, const void* code, T (*after)(T, T)) {
  if (runs()) return static_cast<T>(ask_for(what, place, order, operand, code).value);
  const T before = *place;
  *place = after(before, operand);
  return before;
}

template <std::unsigned_integral T>
int compare(Ask what, volatile T* place, T* expected, T value, int success, int failure, const void* code) {
  if (!runs()) {
    const bool equal = *place == *expected;
    if (equal) *place = value;
    if (!equal) *expected = *place;
    return equal ? 1 : 0;
  }
  const Reply reply = ask_for(what, place, success, value, code, failure, *expected);
  if (!reply.done) *expected = static_cast<T>(reply.value);
  return reply.done ? 1 : 0;
}

// A mutex is a word here, and to lock it, to exchange that until it was free: as a lock that spins it excludes, makes
// progress, and is unfair, which is all that is known of the system's.
std::uint32_t* word_of(pthread_mutex_t* mutex) { return reinterpret_cast<std::uint32_t*>(mutex); }

constexpr int acquiring = static_cast<int>(std::memory_order::acquire);
constexpr int releasing = static_cast<int>(std::memory_order::release);

bool takes(pthread_mutex_t* mutex, const void* code) {
  return ask_for(Ask::exchange, word_of(mutex), acquiring, std::uint32_t{1}, code).value == 0;
}

}  // namespace

}  // namespace turnstile::coursework

using namespace turnstile::coursework;

// NOLINTBEGIN(readability-identifier-naming): the compiler's and the linker's names
#define TURNSTILE_UPDATE(bits, name, expression)                                                                \
  std::uint##bits##_t __tsan_atomic##bits##_##name(volatile std::uint##bits##_t* place, std::uint##bits##_t by, \
                                                   int order) {                                                 \
    using T = std::uint##bits##_t;                                                                              \
    return update<T>(wire::Ask::name, place, by, order, __builtin_return_address(0),                            \
                     [](T value, T operand) -> T { return static_cast<T>(expression); });                       \
  }
#define TURNSTILE_COMPARE(bits, name)                                                                       \
  int __tsan_atomic##bits##_##name(volatile std::uint##bits##_t* place, std::uint##bits##_t* expected,      \
                                   std::uint##bits##_t value, int success, int failure) {                   \
    return compare(wire::Ask::name, place, expected, value, success, failure, __builtin_return_address(0)); \
  }
#define TURNSTILE_ATOMIC(bits)                                                                                  \
  std::uint##bits##_t __tsan_atomic##bits##_load(const volatile std::uint##bits##_t* place, int order) {        \
    return load(place, order, __builtin_return_address(0));                                                     \
  }                                                                                                             \
  void __tsan_atomic##bits##_store(volatile std::uint##bits##_t* place, std::uint##bits##_t value, int order) { \
    store(place, value, order, __builtin_return_address(0));                                                    \
  }                                                                                                             \
  TURNSTILE_UPDATE(bits, exchange, ((void)value, operand))                                                      \
  TURNSTILE_UPDATE(bits, fetch_add, value + operand)                                                            \
  TURNSTILE_UPDATE(bits, fetch_sub, value - operand)                                                            \
  TURNSTILE_UPDATE(bits, fetch_and, value& operand)                                                             \
  TURNSTILE_UPDATE(bits, fetch_or, value | operand)                                                             \
  TURNSTILE_UPDATE(bits, fetch_xor, value ^ operand)                                                            \
  TURNSTILE_COMPARE(bits, compare_exchange_weak)                                                                \
  TURNSTILE_COMPARE(bits, compare_exchange_strong)

extern "C" {

TURNSTILE_ATOMIC(8)
TURNSTILE_ATOMIC(16)
TURNSTILE_ATOMIC(32)
TURNSTILE_ATOMIC(64)

void __tsan_atomic_thread_fence(int order) {
  if (!runs()) return;
  (void)ask(What{.ask = wire::Ask::fence, .order = to_order(order)}, nullptr, 0, 0, {}, __builtin_return_address(0));
}
void __tsan_atomic_signal_fence(int) {}

int __real_pthread_mutex_lock(pthread_mutex_t*);
int __real_pthread_mutex_trylock(pthread_mutex_t*);
int __real_pthread_mutex_unlock(pthread_mutex_t*);

int __wrap_pthread_mutex_lock(pthread_mutex_t* mutex) {
  if (!runs()) return __real_pthread_mutex_lock(mutex);
  while (!takes(mutex, __builtin_return_address(0))) {
  }
  return 0;
}
int __wrap_pthread_mutex_trylock(pthread_mutex_t* mutex) {
  if (!runs()) return __real_pthread_mutex_trylock(mutex);
  return takes(mutex, __builtin_return_address(0)) ? 0 : EBUSY;
}
int __wrap_pthread_mutex_unlock(pthread_mutex_t* mutex) {
  if (!runs()) return __real_pthread_mutex_unlock(mutex);
  store(word_of(mutex), std::uint32_t{0}, releasing, __builtin_return_address(0));
  return 0;
}

}  // extern "C"
// NOLINTEND(readability-identifier-naming)
