#include "coursework/grading/orders.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace turnstile::coursework {

namespace {

using std::memory_order;

// A place in the text, with an order.
using Taken = std::map<WrittenOrder, memory_order>;

OrderTaken taking(const Taken& changes) {
  return [changes](Operation operation, const Order& written) {
    const auto change = changes.find(WrittenOrder(operation, written));
    return change == changes.end() ? written.order : change->second;
  };
}

// The orders that are at least as strong, weakest first; those of fences only among themselves.
std::vector<memory_order> stronger(const WrittenOrder& written) {
  constexpr std::array all = {memory_order::acquire, memory_order::release, memory_order::acq_rel,
                              memory_order::seq_cst};
  std::vector<memory_order> orders;
  for (const memory_order order : all) {
    if (!is_valid(order, access_of(written.operation)) || order == written.order) continue;
    const bool less = (written.order == memory_order::acquire || written.order == memory_order::release) &&
                      (order == memory_order::acquire || order == memory_order::release);
    if (less || written.order == memory_order::seq_cst) continue;
    if (written.order == memory_order::acq_rel && order != memory_order::seq_cst) continue;
    orders.push_back(order);
  }
  return orders;
}

memory_order strongest(const WrittenOrder&) { return memory_order::seq_cst; }

std::string text(const WrittenOrder& written, memory_order needed) {
  return fmt::format("line {}: {} needs {}, and has {}", written.line, name(written.operation), name(needed),
                     name(written.order));
}

// The weakest order that will do in this place, where the others stay as they are.
memory_order least(const WrittenOrder& place, Taken changes, const IsRight& is_right) {
  for (const memory_order order : stronger(place)) {
    changes[place] = order;
    if (is_right(taking(changes))) return order;
  }
  return memory_order::seq_cst;
}

}  // namespace

std::vector<std::string> missing_orders(const Automaton& automaton, const IsRight& is_right) {
  const std::vector<WrittenOrder> places = automaton.orders();
  Taken changes;
  for (const WrittenOrder& place : places) {
    if (place.order != strongest(place)) changes[place] = strongest(place);
  }
  if (changes.empty() || !is_right(taking(changes))) return {};
  // Gives up one change after the other where it is right without that.
  for (const WrittenOrder& place : places) {
    Taken fewer = changes;
    if (fewer.erase(place) == 0 || !is_right(taking(fewer))) continue;
    changes = std::move(fewer);
  }
  std::vector<std::string> missing;
  for (auto& [place, order] : changes) {
    order = least(place, changes, is_right);
    missing.push_back(text(place, order));
  }
  return missing;
}

std::vector<OrderRemark> orders_stronger_than_needed(const Automaton& automaton, const IsRight& is_right) {
  std::vector<OrderRemark> remarks;
  for (const WrittenOrder& place : automaton.orders()) {
    std::optional<memory_order> enough;
    std::vector<memory_order> left = next_weaker(place.order, access_of(place.operation));
    std::set<memory_order> tried;
    while (!left.empty()) {
      const memory_order order = left.back();
      left.pop_back();
      if (!tried.insert(order).second || !is_right(taking({{place, order}}))) continue;
      enough = order;
      for (const memory_order weaker : next_weaker(order, access_of(place.operation))) left.push_back(weaker);
    }
    if (!enough) continue;
    remarks.push_back({.line = static_cast<int>(place.line),
                       .operation = std::string(name(place.operation)),
                       .order = std::string(name(place.order)),
                       .enough = std::string(name(*enough))});
  }
  return remarks;
}

}  // namespace turnstile::coursework
