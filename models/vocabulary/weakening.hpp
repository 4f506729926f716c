// The memory orders that a program names, and what becomes of one that is weakened. The program's text stays as it is:
// an order is known by where it was written.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "models/vocabulary/order.hpp"
#include "models/vocabulary/trace.hpp"

namespace turnstile {

// One order in the text. A compare-exchange has two, that of `failed_compare_exchange` is the one on failure.
struct WrittenOrder {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
  Operation operation{};
  std::memory_order order{};

  WrittenOrder() = default;
  WrittenOrder(Operation named_by, const Order& written);
  auto operator<=>(const WrittenOrder&) const = default;
};

// atomic::wait is a load.
Access access_of(Operation operation);

struct Weakening {
  WrittenOrder written;
  std::memory_order weaker{};

  auto operator<=>(const Weakening&) const = default;
};

// Each of them is one step weaker.
std::vector<Weakening> weakenings_of(const WrittenOrder& written);

// Counts, from 1, the orders with the same operation on the same line, up to `one`. Columns are a compiler's own
// business, but their order is that of the text.
int ordinal(const WrittenOrder& one, const std::vector<WrittenOrder>& all);
// Whether there are others, so that the ordinal has to be said.
bool needs_ordinal(const WrittenOrder& one, const std::vector<WrittenOrder>& all);

// Says what the engine takes a written order for. Without one, it takes each order as it is written.
using OrderTaken = std::function<std::memory_order(Operation operation, const Order& written)>;

OrderTaken weakened(const Weakening& weakening);

// Remembers every order that a program has named. For one worker.
class OrderRecorder {
 public:
  std::memory_order operator()(Operation operation, const Order& written);
  [[nodiscard]] const std::set<WrittenOrder>& recorded() const { return recorded_; }

 private:
  // Has no text, because it is compared at every operation of every execution.
  struct Seen {
    const char* file;
    unsigned line;
    unsigned column;
    Operation operation;
    std::memory_order order;
    bool operator==(const Seen&) const = default;
  };
  std::vector<Seen> seen_;
  std::set<WrittenOrder> recorded_;
};

}  // namespace turnstile
