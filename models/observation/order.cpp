#include "models/observation/order.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace turnstile {

void refuse(const Order& order, Access access) {
  constexpr std::array operations = {"load", "store", "read-modify-write", "compare-exchange that fails"};
  std::fprintf(stderr, "%s:%u: memory_order %s is not allowed for a %s\n", order.where.file_name(),
               static_cast<unsigned>(order.where.line()), c_name(order.order),
               operations.at(static_cast<std::size_t>(access)));
  std::abort();
}

}  // namespace turnstile
