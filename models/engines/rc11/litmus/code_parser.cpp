#include "models/engines/rc11/litmus/code_parser.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace turnstile::rc11::litmus {

namespace {

struct BinaryOperator {
  std::string_view sign;
  Operator op;
  int level;  // the higher, the tighter
};
constexpr std::array<BinaryOperator, 16> binary_operators = {{{"||", Operator::either, 0},
                                                              {"&&", Operator::both, 1},
                                                              {"|", Operator::bit_or, 2},
                                                              {"^", Operator::bit_xor, 3},
                                                              {"&", Operator::bit_and, 4},
                                                              {"==", Operator::equal, 5},
                                                              {"!=", Operator::unequal, 5},
                                                              {"<", Operator::less, 6},
                                                              {">", Operator::greater, 6},
                                                              {"<=", Operator::less_or_equal, 6},
                                                              {">=", Operator::greater_or_equal, 6},
                                                              {"+", Operator::plus, 7},
                                                              {"-", Operator::minus, 7},
                                                              {"*", Operator::times, 8},
                                                              {"/", Operator::divide, 8},
                                                              {"%", Operator::modulo, 8}}};
constexpr int tightest = 8;

// Comparisons and logic give an int, the others what their operands have in common.
Type type_of(Operator op, const Type& left, const Type& right) {
  return op >= Operator::equal && op <= Operator::either ? int_type : common_type(left, right);
}

Expression joined(Operator op, Expression left, Expression right, const Position& where) {
  Expression e;
  e.op = op;
  e.where = where;
  e.type = type_of(op, left.type, right.type);
  e.depth = std::max(left.depth, right.depth) + 1;
  e.operands.push_back(std::move(left));
  e.operands.push_back(std::move(right));
  return e;
}

}  // namespace

CodeParser::Nesting::Nesting(CodeParser& parser) : parser_(parser) {
  if (++parser_.depth_ > most_nested) parser_.tokens_.fail("text that is nested less deeply");
}

int CodeParser::known_local(const std::string& name) const {
  const auto found = std::ranges::find(thread_.locals, name);
  return found == thread_.locals.end() ? -1 : static_cast<int>(found - thread_.locals.begin());
}

int CodeParser::local(const std::string& name, const Type& type) {
  const int known = known_local(name);
  if (known >= 0) {
    thread_.types[static_cast<std::size_t>(known)] = type;
    return known;
  }
  if (thread_.locals.size() == most_locals) tokens_.fail("fewer local variables");
  thread_.locals.push_back(name);
  thread_.initial.push_back(0);
  thread_.types.push_back(type);
  return static_cast<int>(thread_.locals.size()) - 1;
}

// --- statements ------------------------------------------------------------------------------------------------------

Statement CodeParser::block() {
  Statement block;
  block.type = Statement::Type::block;
  while (!tokens_.is("}")) {
    if (tokens_.at_end()) tokens_.fail("a statement or \"}\"");
    block.parts.push_back(statement());
  }
  return block;
}

Statement CodeParser::statement() {
  const Nesting nesting(*this);
  if (tokens_.accept(";")) return {};
  if (tokens_.accept("{")) {
    Statement inner = block();
    tokens_.expect("}");
    return inner;
  }
  if (tokens_.is("if")) return choose();
  if (tokens_.is("while")) return loop();
  Statement simple_statement = simple();
  tokens_.expect(";");
  return simple_statement;
}

Statement CodeParser::simple() {
  if (begins_type(tokens_.now())) return declaration();
  return tokens_.is("*") ? plain_store() : call_statement();
}

Statement CodeParser::choose() {
  Statement s{.type = Statement::Type::choose, .where = tokens_.where()};
  tokens_.advance();
  tokens_.expect("(");
  s.expressions.push_back(expression());
  tokens_.expect(")");
  s.parts.push_back(statement());
  if (tokens_.accept("else")) s.parts.push_back(statement());
  return s;
}

Statement CodeParser::loop() {
  Statement s{.type = Statement::Type::loop, .where = tokens_.where()};
  tokens_.advance();
  tokens_.expect("(");
  s.expressions.push_back(expression());
  tokens_.expect(")");
  s.parts.push_back(statement());
  return s;
}

Statement CodeParser::declaration() {
  Type declared = type(tokens_);
  Statement all{.type = Statement::Type::block};
  for (;;) {
    const Position where = tokens_.where();
    const std::string name = tokens_.expect_name("the name of a local variable");
    if (parameters_.contains(name))
      tokens_.fail_at(where, "expected a name that is no parameter, found \"" + name + "\"");
    local(name, declared);
    if (tokens_.is("=")) all.parts.push_back(assignment(name, where));
    if (!tokens_.accept(",")) return all;
    for (declared.stars = 0; tokens_.accept("*");) ++declared.stars;
  }
}

Statement CodeParser::assignment(const std::string& name, const Position& where) {
  Statement s{.type = Statement::Type::assign, .where = where};
  tokens_.expect("=");
  s.expressions.push_back(expression());
  s.local = known_local(name);
  return s;
}

Statement CodeParser::plain_store() {
  Statement s{.type = Statement::Type::store, .where = tokens_.where()};
  tokens_.advance();
  s.expressions.push_back(unary());
  s.plain = !s.expressions.front().type.points_to_atomic();
  if (s.plain) s.order = std::memory_order::relaxed;
  tokens_.expect("=");
  s.expressions.push_back(expression());
  return s;
}

// A statement that is known by the name that it begins with. Nothing: it is an expression.
std::optional<Statement> CodeParser::named_statement(const std::string& name, const Position& where) {
  const bool store = name == "atomic_store" || name == "atomic_store_explicit";
  if (store || name == "atomic_thread_fence") {
    tokens_.advance();
    return store ? store_call(name != "atomic_store", where) : fence_call(where);
  }
  if (known_local(name) >= 0) {
    tokens_.advance();
    return assignment(name, where);
  }
  if (auto of_kernel = kernel_statement(name, where)) return of_kernel;
  if (!parameters_.contains(name) && !name.starts_with("atomic_")) tokens_.fail("a statement");
  return std::nullopt;
}

// A statement that is a call, or an assignment to a local variable or to an element of an array.
Statement CodeParser::call_statement() {
  const Position where = tokens_.where();
  if (tokens_.is_name()) {
    const std::string name = tokens_.now().spelling;  // a copy: the tokens go on
    if (auto known = named_statement(name, where)) return std::move(*known);
  }
  Statement s{.type = Statement::Type::evaluate, .where = where};
  Expression e = expression();
  if (e.in_memory && tokens_.accept("=")) {  // y[1] = 2
    s.type = Statement::Type::store;
    s.plain = e.plain;
    s.order = e.order;
    s.expressions.push_back(std::move(e.operands.front()));
    s.expressions.push_back(expression());
    return s;
  }
  s.expressions.push_back(std::move(e));
  return s;
}

Statement CodeParser::store_call(bool explicit_order, const Position& where) {
  Statement s{.type = Statement::Type::store, .where = where};
  tokens_.expect("(");
  s.expressions.push_back(expression());
  tokens_.expect(",");
  s.expressions.push_back(expression());
  if (explicit_order) {
    tokens_.expect(",");
    s.order = order(Access::store);
  }
  tokens_.expect(")");
  return s;
}

Statement CodeParser::fence_call(const Position& where) {
  Statement s{.type = Statement::Type::fence, .where = where};
  tokens_.expect("(");
  s.order = order(Access::read_modify_write);
  tokens_.expect(")");
  return s;
}

// --- expressions -----------------------------------------------------------------------------------------------------

Expression CodeParser::expression() {
  const Nesting nesting(*this);
  return binary(0);
}

Expression CodeParser::binary(int level) {
  if (level > tightest) return unary();
  Expression left = binary(level + 1);
  for (;;) {
    const auto* const found = std::ranges::find_if(
        binary_operators, [&](const BinaryOperator& b) { return b.level == level && tokens_.is(b.sign); });
    if (found == binary_operators.end()) return left;
    const Position where = tokens_.where();
    tokens_.advance();
    left = joined(found->op, std::move(left), binary(level + 1), where);
    if (left.depth > most_nested) tokens_.fail("an expression that is nested less deeply");
  }
}

Expression CodeParser::unary() {
  const Nesting nesting(*this);
  const Position where = tokens_.where();
  if (tokens_.accept("*")) return dereference(where);
  if (tokens_.accept("&")) return address_of(where);
  Expression e{.where = where};
  if (tokens_.accept("!")) {
    e.op = Operator::negate;
  } else if (tokens_.accept("~")) {
    e.op = Operator::complement;
  } else if (tokens_.accept("-")) {
    e.op = Operator::opposite;
  } else {
    return primary();
  }
  e.operands.push_back(unary());
  if (e.op != Operator::negate) e.type = promoted(e.operands.front().type);
  return e;
}

Expression CodeParser::dereference(const Position& where) {
  Expression e{.op = Operator::load, .in_memory = true, .where = where};
  e.operands.push_back(unary());
  e.type = e.operands.front().type.pointee();
  e.plain = !e.operands.front().type.points_to_atomic();
  if (e.plain) e.order = std::memory_order::relaxed;
  return e;
}

// Gives the address of something in memory.
Expression CodeParser::address_of(const Position& where) {
  Expression e = unary();
  if (!e.in_memory) tokens_.fail_at(where, "expected \"&\" of something in memory, as of x[1]");
  return std::move(e.operands.front());
}

// Gives the address of *x or x[1], for a function that takes the variable itself.
Expression CodeParser::lvalue() {
  const Position where = tokens_.where();
  Expression e = expression();
  if (!e.in_memory) tokens_.fail_at(where, "expected something in memory, as *x or x[1]");
  return std::move(e.operands.front());
}

Expression CodeParser::primary() {
  const Position where = tokens_.where();
  if (tokens_.is_number()) {
    const Type type = tokens_.now().number_type;
    return {.op = Operator::number, .value = tokens_.expect_number(), .type = type, .where = where};
  }
  if (tokens_.accept("(")) return cast_or_inner(where);
  if (!tokens_.is_name()) tokens_.fail("an expression");
  return named();
}

Expression CodeParser::cast_or_inner(const Position& where) {
  if (begins_type(tokens_.now())) {
    Expression cast{.op = Operator::cast, .type = type(tokens_), .where = where};
    tokens_.expect(")");
    cast.operands.push_back(unary());
    return cast;
  }
  Expression inner = expression();
  tokens_.expect(")");
  return inner;
}

Expression CodeParser::named() {
  const Position where = tokens_.where();
  const std::string name = tokens_.now().spelling;
  if (const int known = known_local(name); known >= 0) {
    tokens_.advance();
    return {.op = Operator::local, .value = known, .type = type_of_local(known), .where = where};
  }
  if (const auto parameter = parameters_.find(name); parameter != parameters_.end()) {
    tokens_.advance();
    if (tokens_.is("[")) return element(parameter->second, where);
    return {.op = Operator::address,
            .value = first_address + parameter->second.shared.first,
            .type = parameter->second.type,
            .where = where};
  }
  if (auto of_kernel = kernel_expression(name, where)) return std::move(*of_kernel);
  if (!name.starts_with("atomic_")) tokens_.fail("a local variable, a parameter or an atomic operation");
  tokens_.advance();
  return access_call(name, where);
}

Expression CodeParser::element(const Parameter& parameter, const Position& where) {
  tokens_.expect("[");
  Expression e{.op = Operator::load, .type = parameter.type.pointee(), .in_memory = true, .where = where};
  Expression base{
      .op = Operator::address, .value = first_address + parameter.shared.first, .type = parameter.type, .where = where};
  e.operands.push_back(joined(Operator::plus, std::move(base), expression(), where));
  e.plain = !parameter.type.points_to_atomic();
  if (e.plain) e.order = std::memory_order::relaxed;
  tokens_.expect("]");
  return e;
}

}  // namespace turnstile::rc11::litmus
