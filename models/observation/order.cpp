#include "models/observation/order.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace turnstile {

namespace {

bool valid(std::memory_order order, Access access) {
  switch (access) {
    case Access::load:
    case Access::failed_compare:
      return order != std::memory_order::release && order != std::memory_order::acq_rel;
    case Access::store:
      return order == std::memory_order::relaxed || order == std::memory_order::release ||
             order == std::memory_order::seq_cst;
    case Access::read_modify_write:
      return true;
  }
  return false;
}

}  // namespace

void require_valid(Order order, Access access) {
  if (valid(order.order, access)) return;
  constexpr std::array operations = {"load", "store", "read-modify-write", "compare-exchange that fails"};
  std::fprintf(stderr, "%s:%u: memory_order %s is not allowed for a %s\n", order.where.file_name(),
               static_cast<unsigned>(order.where.line()), c_name(order.order),
               operations.at(static_cast<std::size_t>(access)));
  std::abort();
}

}  // namespace turnstile
