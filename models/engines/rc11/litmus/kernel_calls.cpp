// The Linux kernel's operations, as the C11 operations that come nearest: what the kernel calls relaxed, acquire and
// release is that of C11, a full barrier is a seq_cst fence, and an operation that is said to be fully ordered is a
// relaxed one between two such fences. docs/rc11.md has the table, and says where the two models differ.
#include <algorithm>
#include <array>
#include <utility>

#include "models/engines/rc11/litmus/code_parser.hpp"

namespace turnstile::rc11::litmus {

namespace {

// What an atomic_... function returns.
enum class Gives : std::uint8_t { nothing, before, after, whether_zero, whether_negative };

struct KernelUpdate {
  std::string_view name;  // without "atomic_" and the order
  Operation operation;
  bool has_value;  // else it is 1
  Gives gives;
};
constexpr std::array<KernelUpdate, 24> updates = {{
    {"add", Operation::fetch_add, true, Gives::nothing},
    {"sub", Operation::fetch_sub, true, Gives::nothing},
    {"inc", Operation::fetch_add, false, Gives::nothing},
    {"dec", Operation::fetch_sub, false, Gives::nothing},
    {"and", Operation::fetch_and, true, Gives::nothing},
    {"or", Operation::fetch_or, true, Gives::nothing},
    {"xor", Operation::fetch_xor, true, Gives::nothing},
    {"andnot", Operation::fetch_and, true, Gives::nothing},
    {"add_return", Operation::fetch_add, true, Gives::after},
    {"sub_return", Operation::fetch_sub, true, Gives::after},
    {"inc_return", Operation::fetch_add, false, Gives::after},
    {"dec_return", Operation::fetch_sub, false, Gives::after},
    {"fetch_add", Operation::fetch_add, true, Gives::before},
    {"fetch_sub", Operation::fetch_sub, true, Gives::before},
    {"fetch_inc", Operation::fetch_add, false, Gives::before},
    {"fetch_dec", Operation::fetch_sub, false, Gives::before},
    {"fetch_and", Operation::fetch_and, true, Gives::before},
    {"fetch_or", Operation::fetch_or, true, Gives::before},
    {"fetch_xor", Operation::fetch_xor, true, Gives::before},
    {"fetch_andnot", Operation::fetch_and, true, Gives::before},
    {"sub_and_test", Operation::fetch_sub, true, Gives::whether_zero},
    {"inc_and_test", Operation::fetch_add, false, Gives::whether_zero},
    {"dec_and_test", Operation::fetch_sub, false, Gives::whether_zero},
    {"add_negative", Operation::fetch_add, true, Gives::whether_negative},
}};

// These names without an order are C11's; its functions take the address first (CodeParser::update_call).
constexpr std::array<std::string_view, 5> of_c11 = {"atomic_fetch_add", "atomic_fetch_sub", "atomic_fetch_and",
                                                    "atomic_fetch_or", "atomic_fetch_xor"};

struct Fence {
  std::string_view name;
  std::memory_order order;
};
constexpr std::array<Fence, 8> fences = {{{"smp_mb", std::memory_order::seq_cst},
                                          {"smp_rmb", std::memory_order::acquire},
                                          {"smp_wmb", std::memory_order::release},
                                          {"smp_mb__before_atomic", std::memory_order::seq_cst},
                                          {"smp_mb__after_atomic", std::memory_order::seq_cst},
                                          {"smp_mb__after_spinlock", std::memory_order::seq_cst},
                                          {"smp_mb__after_unlock_lock", std::memory_order::seq_cst},
                                          {"barrier", std::memory_order::relaxed}}};  // of the compiler: no fence

struct Named {
  std::string base;
  std::string_view order;  // "", "_relaxed", "_acquire" or "_release"
};

// "atomic64_xchg_acquire" is "atomic_xchg" and "_acquire".
Named named_of(const std::string& name) {
  std::string base = name;
  for (const std::string_view wide : {"atomic_long_", "atomic64_"}) {
    if (base.starts_with(wide)) base.replace(0, wide.size(), "atomic_");
  }
  for (const std::string_view order : {"_relaxed", "_acquire", "_release"}) {
    if (base.ends_with(order)) return {.base = base.substr(0, base.size() - order.size()), .order = order};
  }
  return {.base = base, .order = ""};
}

std::memory_order order_of(std::string_view suffix) {
  if (suffix == "_acquire") return std::memory_order::acquire;
  return suffix == "_release" ? std::memory_order::release : std::memory_order::relaxed;
}

void set_order(Expression& update, std::string_view suffix) {
  update.order = order_of(suffix);
  update.failure = std::memory_order::relaxed;
  update.full_barrier = suffix.empty();
}

Expression number(std::int64_t value, const Position& where) { return {.value = value, .where = where}; }

Expression of_two(Operator op, Expression left, Expression right) {
  Expression e{.op = op, .where = left.where};
  e.depth = std::max(left.depth, right.depth) + 1;
  e.operands.push_back(std::move(left));
  e.operands.push_back(std::move(right));
  return e;
}

Statement statement_of(Expression e) {
  Statement s{.type = Statement::Type::evaluate, .where = e.where};
  s.expressions.push_back(std::move(e));
  return s;
}

const KernelUpdate* update_named(const std::string& base) {
  constexpr std::string_view prefix = "atomic_";
  if (!base.starts_with(prefix)) return nullptr;
  const auto* const found =
      std::ranges::find(updates, std::string_view(base).substr(prefix.size()), &KernelUpdate::name);
  return found == updates.end() ? nullptr : found;
}

}  // namespace

Expression CodeParser::argument(std::string_view before) {
  tokens_.expect(before);
  return expression();
}

void CodeParser::refuse_in_kernel(const std::string& name, const Position& where) {
  const auto begins = [&](std::string_view start) { return name.starts_with(start); };
  if (begins("rcu_") || begins("srcu_") || begins("synchronize_") || begins("call_rcu") || begins("call_srcu")) {
    tokens_.fail_at(where, "expected an operation that C11 has, found \"" + name + "\": it has no grace periods");
  }
  const bool conditional = name.ends_with("_unless") || name.ends_with("_not_zero") || name.ends_with("_if_positive");
  if (conditional && (begins("atomic") || begins("__atomic"))) {
    tokens_.fail_at(where, "expected an operation that C11 has, found \"" + name + "\": it is a loop there");
  }
}

std::optional<Expression> CodeParser::kernel_expression(const std::string& name, const Position& where) {
  auto result = kernel_load(name, where);
  if (!result) result = kernel_exchange(name, where);
  if (!result) result = kernel_update(name, where);
  if (!result) refuse_in_kernel(name, where);
  thread_.kernel |= result.has_value();
  return result;
}

std::optional<Statement> CodeParser::kernel_statement(const std::string& name, const Position& where) {
  auto result = kernel_store(name, where);
  if (!result) result = kernel_lock(name, where);
  if (!result) {
    auto value = kernel_expression(name, where);
    if (value) result = statement_of(std::move(*value));
  }
  thread_.kernel |= result.has_value();
  return result;
}

std::optional<Expression> CodeParser::kernel_load(const std::string& name, const Position& where) {
  const bool of_lvalue = name == "READ_ONCE" || name == "rcu_dereference";
  const auto [base, order] = named_of(name);
  const bool atomic = base == "atomic_read" && order != "_release" && order != "_relaxed";
  if (!of_lvalue && !atomic && name != "smp_load_acquire" && name != "spin_is_locked") return std::nullopt;
  tokens_.advance();
  tokens_.expect("(");
  Expression load{.op = Operator::load, .order = order_of(order), .where = where};
  if (name == "rcu_dereference") load.order = std::memory_order::consume;
  load.operands.push_back(of_lvalue ? lvalue() : expression());
  load.type = load.operands.front().type.pointee();
  tokens_.expect(")");
  return load;
}

std::optional<Statement> CodeParser::kernel_store(const std::string& name, const Position& where) {
  if (const auto* const fence = std::ranges::find(fences, name, &Fence::name); fence != fences.end()) {
    tokens_.advance();
    tokens_.expect("(");
    tokens_.expect(")");
    if (fence->order == std::memory_order::relaxed) return Statement{};
    return Statement{.type = Statement::Type::fence, .order = fence->order, .where = where};
  }
  const auto [base, order] = named_of(name);
  const bool of_lvalue = name == "WRITE_ONCE" || name == "rcu_assign_pointer" || name == "smp_store_mb";
  const bool atomic = base == "atomic_set" && (order.empty() || order == "_release");
  if (!of_lvalue && !atomic && name != "smp_store_release") return std::nullopt;
  tokens_.advance();
  tokens_.expect("(");
  Statement store{.type = Statement::Type::store, .order = order_of(order), .where = where};
  if (name == "rcu_assign_pointer") store.order = std::memory_order::release;
  store.expressions.push_back(of_lvalue ? lvalue() : expression());
  store.expressions.push_back(argument(","));
  tokens_.expect(")");
  if (name != "smp_store_mb") return store;
  Statement both{.type = Statement::Type::block, .where = where};
  both.parts.push_back(std::move(store));
  both.parts.push_back({.type = Statement::Type::fence, .where = where});
  return both;
}

Expression CodeParser::kernel_compare(std::string_view order, Expression address, Expression expected,
                                      Expression desired) {
  Expression e{.op = Operator::compare_value, .type = address.type.pointee(), .operation = Operation::compare_exchange};
  e.where = address.where;
  set_order(e, order);
  e.operands.push_back(std::move(address));
  e.operands.push_back(std::move(desired));
  e.operands.push_back(std::move(expected));
  return e;
}

std::optional<Expression> CodeParser::kernel_exchange(const std::string& name, const Position& where) {
  const auto [base, order] = named_of(name);
  const bool compare = base == "cmpxchg" || base == "atomic_cmpxchg";
  const bool exchange = base == "xchg" || base == "atomic_xchg";
  const bool try_lock = name == "spin_trylock";
  if (!compare && !exchange && !try_lock) return std::nullopt;
  tokens_.advance();
  Expression address = argument("(");
  std::optional<Expression> result;
  if (compare) {
    Expression expected = argument(",");
    result = kernel_compare(order, std::move(address), std::move(expected), argument(","));
  } else if (try_lock) {
    Expression found = kernel_compare("_acquire", std::move(address), number(0, where), number(1, where));
    result = of_two(Operator::equal, std::move(found), number(0, where));
  } else {
    result = update_in_kernel_order(Operation::exchange, argument(","), std::move(address), where);
    set_order(*result, order);
  }
  tokens_.expect(")");
  return result;
}

// Makes an update that is fully ordered.
Expression CodeParser::update_in_kernel_order(Operation operation, Expression value, Expression address,
                                              const Position& where) {
  Expression e{.op = Operator::update, .type = address.type.pointee(), .operation = operation, .where = where};
  set_order(e, "");
  e.operands.push_back(std::move(address));
  e.operands.push_back(std::move(value));
  return e;
}

std::optional<Expression> CodeParser::kernel_update(const std::string& name, const Position& where) {
  const auto [base, order] = named_of(name);
  const KernelUpdate* const found = update_named(base);
  if (found == nullptr || std::ranges::find(of_c11, name) != of_c11.end()) return std::nullopt;
  if (found->gives == Gives::nothing && !order.empty()) return std::nullopt;
  tokens_.advance();
  Expression value = found->has_value ? argument("(") : number(1, where);
  Expression address = argument(found->has_value ? "," : "(");
  tokens_.expect(")");
  if (base.ends_with("andnot")) {
    Expression complement{.op = Operator::complement, .type = promoted(value.type), .where = where};
    complement.operands.push_back(std::move(value));
    value = std::move(complement);
  }
  Expression update = update_in_kernel_order(found->operation, std::move(value), std::move(address), where);
  set_order(update, found->gives == Gives::nothing ? "_relaxed" : order);
  update.returns_after = found->gives > Gives::before;
  if (found->gives == Gives::whether_zero) return of_two(Operator::equal, std::move(update), number(0, where));
  if (found->gives == Gives::whether_negative) return of_two(Operator::less, std::move(update), number(0, where));
  return update;
}

// A spin lock is a word that a compare-exchange sets from 0 to 1; a thread that finds 1 waits.
std::optional<Statement> CodeParser::kernel_lock(const std::string& name, const Position& where) {
  if (name != "spin_lock" && name != "spin_unlock") return std::nullopt;
  tokens_.advance();
  Expression address = argument("(");
  tokens_.expect(")");
  if (name == "spin_unlock") {
    Statement store{.type = Statement::Type::store, .order = std::memory_order::release, .where = where};
    store.expressions.push_back(std::move(address));
    store.expressions.push_back(number(0, where));
    return store;
  }
  Statement await{.type = Statement::Type::loop, .where = where};
  await.expressions.push_back(kernel_compare("_acquire", std::move(address), number(0, where), number(1, where)));
  await.parts.emplace_back();
  return await;
}

}  // namespace turnstile::rc11::litmus
