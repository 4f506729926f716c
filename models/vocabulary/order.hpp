// A memory order and where it was written. The checking platforms take this in the place of std::memory_order, so that
// every trace names the algorithm's own line: the conversion from std::memory_order captures the call.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <source_location>
#include <vector>

#include "models/vocabulary/verdict.hpp"

namespace turnstile {

struct Order {
  std::memory_order order;
  std::source_location where;

  Order(std::memory_order o, std::source_location w = std::source_location::current()) : order(o), where(w) {}
};

template <>
inline constexpr std::array names_of<std::memory_order> = {"relaxed", "consume", "acquire",
                                                           "release", "acq_rel", "seq_cst"};

enum class Access : std::uint8_t { load, store, read_modify_write, failed_compare, fence };

// C++ has no release load, no acquire store, and no releasing failure of a compare-exchange.
constexpr bool is_valid(std::memory_order order, Access access) {
  switch (access) {
    case Access::load:
    case Access::failed_compare:
      return order != std::memory_order::release && order != std::memory_order::acq_rel;
    case Access::store:
      return order == std::memory_order::relaxed || order == std::memory_order::release ||
             order == std::memory_order::seq_cst;
    case Access::read_modify_write:
    case Access::fence:
      return true;
  }
  return false;
}

// Prints one line that says where, and aborts.
[[noreturn]] void refuse(const Order& order, Access access);

inline void require_valid(const Order& order, Access access) {
  if (!is_valid(order.order, access)) refuse(order, access);
}

// The orders one step weaker. Below acquire and release is relaxed, and below that nothing; a relaxed fence is none.
//
//   read-modify-write, fence   seq_cst > acq_rel > acquire, release > relaxed
//   load, failed compare       seq_cst > acquire > relaxed
//   store                      seq_cst > release > relaxed
std::vector<std::memory_order> next_weaker(std::memory_order order, Access access);

}  // namespace turnstile
