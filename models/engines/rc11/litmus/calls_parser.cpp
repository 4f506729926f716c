// The atomic operations that a thread of a litmus test calls.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "models/engines/rc11/litmus/code_parser.hpp"

namespace turnstile::rc11::litmus {

namespace {

bool allowed(std::memory_order order, Access access) {
  const bool releasing = order == std::memory_order::release || order == std::memory_order::acq_rel;
  const bool acquiring =
      order == std::memory_order::acquire || order == std::memory_order::consume || order == std::memory_order::acq_rel;
  if (access == Access::store) return !acquiring;
  return access == Access::read_modify_write || !releasing;
}

}  // namespace

Expression CodeParser::access_call(const std::string& function, const Position& where) {
  constexpr std::array<std::pair<std::string_view, Operation>, 6> updates = {{
      {"atomic_exchange", Operation::exchange},
      {"atomic_fetch_add", Operation::fetch_add},
      {"atomic_fetch_sub", Operation::fetch_sub},
      {"atomic_fetch_and", Operation::fetch_and},
      {"atomic_fetch_or", Operation::fetch_or},
      {"atomic_fetch_xor", Operation::fetch_xor},
  }};
  constexpr std::string_view suffix = "_explicit";
  const bool explicit_order = function.ends_with(suffix);
  const std::string plain_name = explicit_order ? function.substr(0, function.size() - suffix.size()) : function;
  const auto* const update = std::ranges::find_if(updates, [&](const auto& u) { return u.first == plain_name; });
  const bool weak = plain_name == "atomic_compare_exchange_weak";
  const bool compare = weak || plain_name == "atomic_compare_exchange_strong";
  if (update == updates.end() && !compare && plain_name != "atomic_load") {
    tokens_.fail_at(where, "expected an operation on atomics that is known, found \"" + function + "\"");
  }
  Expression access{.where = where};
  tokens_.expect("(");
  access.operands.push_back(expression());
  if (update != updates.end()) return update_call(update->second, explicit_order, std::move(access));
  return compare ? compare_call(weak, explicit_order, std::move(access)) : load_call(explicit_order, std::move(access));
}

Expression CodeParser::load_call(bool explicit_order, Expression access) {
  access.op = Operator::load;
  access.type = access.operands.front().type.pointee();
  if (explicit_order) {
    tokens_.expect(",");
    access.order = order(Access::load);
  }
  tokens_.expect(")");
  return access;
}

Expression CodeParser::update_call(Operation operation, bool explicit_order, Expression access) {
  access.op = Operator::update;
  access.operation = operation;
  access.type = access.operands.front().type.pointee();
  tokens_.expect(",");
  access.operands.push_back(expression());
  if (explicit_order) {
    tokens_.expect(",");
    access.order = order(Access::read_modify_write);
  }
  tokens_.expect(")");
  return explicit_order ? access : c11_or_kernel(operation, std::move(access));
}

// Both C11 and the kernel have atomic_fetch_add and its like, and the kernel's functions take the value first.
Expression CodeParser::c11_or_kernel(Operation operation, Expression access) {
  const auto of_kernel = [&](std::size_t i) { return access.operands[i].type.kernel; };
  if (operation == Operation::exchange) return access;
  if (of_kernel(0)) {
    tokens_.fail_at(access.where, "expected the value first and then the atomic_t, as the kernel has them");
  }
  if (!of_kernel(1)) return access;
  thread_.kernel = true;
  return update_in_kernel_order(operation, std::move(access.operands[0]), std::move(access.operands[1]), access.where);
}

Expression CodeParser::compare_call(bool weak, bool explicit_order, Expression access) {
  access.op = Operator::compare_exchange;
  access.operation = Operation::compare_exchange;
  access.weak = weak;
  tokens_.expect(",");
  Expression expected;
  if (tokens_.accept("&")) {
    const Position where = tokens_.where();
    const std::string name = tokens_.expect_name("the name of a local variable");
    access.expected_local = known_local(name);
    if (access.expected_local < 0) tokens_.fail_at(where, "expected a local variable, found \"" + name + "\"");
  } else {
    expected = expression();
  }
  tokens_.expect(",");
  access.operands.push_back(expression());
  if (access.expected_local < 0) access.operands.push_back(std::move(expected));
  if (explicit_order) {
    tokens_.expect(",");
    access.order = order(Access::read_modify_write);
    tokens_.expect(",");
    access.failure = order(Access::failed_compare);
  }
  tokens_.expect(")");
  return access;
}

std::memory_order CodeParser::order(Access access) {
  const Position where = tokens_.where();
  const std::string name = tokens_.expect_name("a memory order");
  constexpr std::string_view prefix = "memory_order_";
  const auto found =
      name.starts_with(prefix) ? turnstile::named<std::memory_order>(name.substr(prefix.size())) : std::nullopt;
  if (!found) tokens_.fail_at(where, "expected a memory order, found \"" + name + "\"");
  if (!allowed(*found, access))
    tokens_.fail_at(where, "expected an order that is allowed here, found \"" + name + "\"");
  return *found;
}

}  // namespace turnstile::rc11::litmus
