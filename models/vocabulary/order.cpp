#include "models/vocabulary/order.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace turnstile {

void refuse(const Order& order, Access access) {
  constexpr std::array operations = {"load", "store", "read-modify-write", "compare-exchange that fails", "fence"};
  std::fprintf(stderr, "%s:%u: memory_order %s is not allowed for a %s\n", order.where.file_name(),
               static_cast<unsigned>(order.where.line()), c_name(order.order),
               operations.at(static_cast<std::size_t>(access)));
  std::abort();
}

std::vector<std::memory_order> next_weaker(std::memory_order order, Access access) {
  using enum std::memory_order;
  switch (order) {
    case seq_cst:
      if (access == Access::load || access == Access::failed_compare) return {acquire};
      if (access == Access::store) return {release};
      return {acq_rel};
    case acq_rel:
      return {acquire, release};
    case acquire:
    case consume:
    case release:
      return {relaxed};
    default:
      return {};
  }
}

}  // namespace turnstile
