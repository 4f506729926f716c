#include "models/vocabulary/weakening.hpp"

#include <algorithm>
#include <set>

namespace turnstile {

namespace {

bool same_place(const WrittenOrder& a, const WrittenOrder& b) {
  return a.file == b.file && a.line == b.line && a.operation == b.operation;
}

// A set, because an order that the program computes has several values in one place.
std::set<unsigned> columns_beside(const WrittenOrder& one, const std::vector<WrittenOrder>& all) {
  std::set<unsigned> columns;
  for (const WrittenOrder& other : all) {
    if (same_place(one, other)) columns.insert(other.column);
  }
  return columns;
}

}  // namespace

WrittenOrder::WrittenOrder(Operation named_by, const Order& written)
    : file(written.where.file_name()),
      line(written.where.line()),
      column(written.where.column()),
      operation(named_by),
      order(written.order) {}

Access access_of(Operation operation) {
  switch (operation) {
    case Operation::load:
    case Operation::read:
      return Access::load;
    case Operation::store:
    case Operation::write:
      return Access::store;
    case Operation::failed_compare_exchange:
      return Access::failed_compare;
    case Operation::fence:
      return Access::fence;
    default:
      return Access::read_modify_write;
  }
}

std::vector<Weakening> weakenings_of(const WrittenOrder& written) {
  std::vector<Weakening> weakenings;
  for (const std::memory_order weaker : next_weaker(written.order, access_of(written.operation))) {
    weakenings.push_back({.written = written, .weaker = weaker});
  }
  return weakenings;
}

int ordinal(const WrittenOrder& one, const std::vector<WrittenOrder>& all) {
  const std::set<unsigned> columns = columns_beside(one, all);
  return 1 + static_cast<int>(std::ranges::count_if(columns, [&](unsigned column) { return column < one.column; }));
}

bool needs_ordinal(const WrittenOrder& one, const std::vector<WrittenOrder>& all) {
  return columns_beside(one, all).size() > 1;
}

OrderTaken weakened(const Weakening& weakening) {
  return [weakening](Operation operation, const Order& order) {
    const WrittenOrder& target = weakening.written;
    const bool hit = order.where.line() == target.line && order.where.column() == target.column &&
                     operation == target.operation && order.order == target.order &&
                     order.where.file_name() == target.file;
    return hit ? weakening.weaker : order.order;
  };
}

std::memory_order OrderRecorder::operator()(Operation operation, const Order& written) {
  const Seen seen = {.file = written.where.file_name(),
                     .line = written.where.line(),
                     .column = written.where.column(),
                     .operation = operation,
                     .order = written.order};
  if (std::ranges::find(seen_, seen) == seen_.end()) {
    seen_.push_back(seen);
    recorded_.insert(WrittenOrder(operation, written));
  }
  return written.order;
}

}  // namespace turnstile
