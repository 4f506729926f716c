// How the code of a submission asks.
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <source_location>
#include <type_traits>

#include "wire.hpp"

namespace turnstile::coursework {

// An operation, its type and its orders, in one word.
struct What {
  wire::Ask ask{};
  wire::Type type{};
  std::memory_order order = std::memory_order::seq_cst;
  std::memory_order failure_order = std::memory_order::seq_cst;

  constexpr operator std::uint32_t() const {
    return static_cast<std::uint32_t>(ask) | static_cast<std::uint32_t>(type) << 8U |
           static_cast<std::uint32_t>(order) << 16U | static_cast<std::uint32_t>(failure_order) << 24U;
  }
};

struct Reply {
  std::uint64_t value = 0;
  bool done = false;
};

// Leaves the thread until the grader says what the operation found. It is written at `place`; where that is not known, at
// the address `code`. All that it needs is handed over in registers: what a caller had to put on its stack would stay
// there, and make two states of one.
Reply ask(std::uint32_t what, const void* location, std::uint64_t operand, std::uint64_t expected,
          std::source_location place, const void* code);

// While the lock is constructed no other thread can see it, and nothing is asked.
bool constructing();
void constructed(const void* address, wire::Type type);
// Says that nothing can be said of this submission, and ends.
[[noreturn]] void give_up(const char* why);

template <class T>
constexpr wire::Type type_of() {
  using wire::Type;
  if constexpr (std::is_same_v<T, bool>) {
    return Type::boolean;
  } else {
    // In the order of Type: of each size the signed one, then the other.
    constexpr int size = std::countr_zero(sizeof(T));
    return static_cast<Type>(static_cast<int>(Type::i8) + 2 * size + (std::is_signed_v<T> ? 0 : 1));
  }
}

template <class T>
std::uint64_t to_bits(const T& value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(T));
  return bits;
}

template <class T>
T from_bits(std::uint64_t bits) {
  T value;
  std::memcpy(&value, &bits, sizeof(T));
  return value;
}

}  // namespace turnstile::coursework
