#include "models/engines/rc11/litmus/interpreter.hpp"

#include <algorithm>
#include <utility>

namespace turnstile::rc11::litmus {

namespace {

// Memory has what fits into the variable, without its sign, so that equal values are equal there.
Value stored(std::int64_t value, const Type& type) {
  const std::int64_t fitting = converted(value, type);
  if (is_address(fitting) || type.bits == 64) return static_cast<Value>(fitting);
  return static_cast<Value>(fitting) & ((Value{1} << type.bits) - 1);
}
std::int64_t loaded(Value value, const Type& type) { return converted(static_cast<std::int64_t>(value), type); }

// Arithmetic on these wraps around where C's would be undefined.
std::uint64_t bits_of(std::int64_t value) { return static_cast<std::uint64_t>(value); }

bool is_less(std::int64_t a, std::int64_t b, const Type& type) {
  return type.is_signed ? a < b : bits_of(a) < bits_of(b);
}

bool compared(Operator op, std::int64_t a, std::int64_t b, const Type& type) {
  switch (op) {
    case Operator::equal:
      return a == b;
    case Operator::unequal:
      return a != b;
    case Operator::less:
      return is_less(a, b, type);
    case Operator::greater:
      return is_less(b, a, type);
    case Operator::less_or_equal:
      return !is_less(b, a, type);
    default:
      return !is_less(a, b, type);
  }
}

std::memory_order reading_half(std::memory_order order) {
  if (order == std::memory_order::release) return std::memory_order::relaxed;
  return order == std::memory_order::acq_rel ? std::memory_order::acquire : order;
}

// Whether a round of an await with this condition that fails has written for certain: to the shared variable that a
// compare-exchange expects. Such a loop is no await.
bool writes_where_it_fails(const Expression& e) {
  const bool writes = e.op == Operator::compare_exchange && e.expected_local < 0;
  return writes || std::ranges::any_of(e.operands, writes_where_it_fails);
}

bool writes(const Expression& e) {
  return (e.op >= Operator::update && e.op <= Operator::compare_value) || std::ranges::any_of(e.operands, writes);
}

// Whether the body of a loop that waits may contain this: it only looks, and computes with what it saw.
bool only_looks(const Statement& s) {
  if (s.type == Statement::Type::store || s.type == Statement::Type::loop) return false;
  return std::ranges::none_of(s.expressions, writes) && std::ranges::all_of(s.parts, only_looks);
}

bool looks(const Expression& e) { return e.op == Operator::load || std::ranges::any_of(e.operands, looks); }
bool looks(const Statement& s) {
  const auto some = [](const auto& part) { return looks(part); };
  return std::ranges::any_of(s.expressions, some) || std::ranges::any_of(s.parts, some);
}

bool is_empty(const Statement& body) {
  return body.type == Statement::Type::nothing || (body.type == Statement::Type::block && body.parts.empty());
}

}  // namespace

std::int64_t& Interpreter::local(const Execution& execution, int thread, int index) {
  static_assert(std::size_t{most_threads} * most_locals * sizeof(std::int64_t) <= program_size);
  auto* locals = reinterpret_cast<std::int64_t*>(execution.memory().object());
  return locals[static_cast<std::size_t>(thread) * most_locals + static_cast<std::size_t>(index)];
}

// --- where it is -----------------------------------------------------------------------------------------------------

Place Interpreter::at(const Position& where) {
  at_[static_cast<std::size_t>(Execution::current().self())] = where;
  return Place::current();
}

std::string Interpreter::place() const {
  const Position& where = at_[static_cast<std::size_t>(Execution::current().self())];
  return test_.file + ":" + std::to_string(where.line);
}

void Interpreter::give_up(const std::string& why, const Position& where) {
  at(where);
  Execution::current().give_up(why + ": " + place());
}

// --- threads ---------------------------------------------------------------------------------------------------------

void Interpreter::run() {
  Execution& execution = Execution::current();
  if (!execution.says_places()) execution.say_places([this] { return place(); });
  execution.memory().object(sizeof(std::int64_t) * most_locals * test_.threads.size());
  locations_.clear();
  locations_.reserve(test_.initial.size());
  for (std::size_t i = 0; i < test_.initial.size(); ++i) {
    locations_.push_back(execution.create({}, stored(test_.initial[i], test_.types[i]), Place::current()));
  }
  std::vector<int> threads;
  threads.reserve(test_.threads.size());
  for (int t = 0; t < static_cast<int>(test_.threads.size()); ++t) {
    threads.push_back(execution.spawn([this, t] { run_thread(t); }));
  }
  for (const int thread : threads) execution.join(thread);
}

void Interpreter::run_thread(int thread) {
  const ThreadText& text = test_.threads[static_cast<std::size_t>(thread)];
  for (int i = 0; i < static_cast<int>(text.locals.size()); ++i) {
    local(thread, i) = text.initial[static_cast<std::size_t>(i)];
  }
  execute(text.body, thread);
}

// --- statements ------------------------------------------------------------------------------------------------------

void Interpreter::execute(const Statement& s, int thread) {
  switch (s.type) {
    case Statement::Type::nothing:
      return;
    case Statement::Type::evaluate:
      evaluate(s.expressions[0], thread);
      return;
    case Statement::Type::assign:
      assign(thread, s.local, evaluate(s.expressions[0], thread));
      return;
    case Statement::Type::store: {
      const Target to = target(evaluate(s.expressions[0], thread), s.where);
      const std::int64_t value = evaluate(s.expressions[1], thread);
      Execution::current().store(to.location, stored(value, to.type), s.order, at(s.where), s.plain);
      return;
    }
    case Statement::Type::fence:
      Execution::current().fence(s.order, at(s.where));
      return;
    case Statement::Type::choose:
      if (evaluate(s.expressions[0], thread) != 0) return execute(s.parts[0], thread);
      if (s.parts.size() > 1) execute(s.parts[1], thread);
      return;
    case Statement::Type::loop:
      return loop(s, thread);
    case Statement::Type::block:
      for (const Statement& part : s.parts) execute(part, thread);
      return;
  }
}

void Interpreter::assign(int thread, int index, std::int64_t value) {
  const Type& type = test_.threads[static_cast<std::size_t>(thread)].types[static_cast<std::size_t>(index)];
  local(thread, index) = converted(value, type);
}

// A loop that does nothing but look is an await, in its condition or in its body. One that does something is an
// ordinary loop, and is followed as far as the limits say.
void Interpreter::loop(const Statement& s, int thread) {
  constexpr int most_turns = 10'000;
  const Statement& body = s.parts[0];
  const Expression& condition = s.expressions[0];
  const bool waits =
      is_empty(body) ? !writes_where_it_fails(condition) : only_looks(body) && !writes(condition) && looks(s);
  if (waits) return await(s, thread);
  for (int turns = 0; evaluate(condition, thread) != 0; ++turns) {
    if (turns == most_turns) give_up("a loop has no end", s.where);
    execute(body, thread);
  }
}

void Interpreter::await(const Statement& s, int thread) {
  struct Closure {
    Interpreter* interpreter;
    const Statement* statement;
    int thread;
  } closure{.interpreter = this, .statement = &s, .thread = thread};
  const auto round = [](void* c) {
    const auto& [interpreter, statement, t] = *static_cast<Closure*>(c);
    const bool over = interpreter->evaluate(statement->expressions[0], t) == 0;
    if (!over) interpreter->execute(statement->parts[0], t);
    interpreter->at(statement->where);  // the engine speaks of the await again
    return over;
  };
  Execution::current().await(round, &closure, at(s.where));
}

// --- expressions -----------------------------------------------------------------------------------------------------

std::int64_t Interpreter::evaluate(const Expression& e, int thread) {
  const auto operand = [&](std::size_t i) { return evaluate(e.operands[i], thread); };
  switch (e.op) {
    case Operator::number:
    case Operator::address:
      return e.value;
    case Operator::local:
      return local(thread, static_cast<int>(e.value));
    case Operator::both:
      return operand(0) != 0 && operand(1) != 0 ? 1 : 0;
    case Operator::either:
      return operand(0) != 0 || operand(1) != 0 ? 1 : 0;
    case Operator::negate:
      return operand(0) == 0 ? 1 : 0;
    case Operator::complement:
      return converted(~operand(0), e.type);
    case Operator::opposite:
      return converted(static_cast<std::int64_t>(0 - bits_of(operand(0))), e.type);
    case Operator::cast:
      return converted(operand(0), e.type);
    case Operator::load:
      return load(e, thread);
    case Operator::update:
      return update(e, thread);
    case Operator::compare_exchange:
      return compare_exchange(e, thread);
    case Operator::compare_value:
      return compare_value(e, thread);
    default: {
      const std::int64_t left = operand(0);
      return combined(e, left, operand(1));
    }
  }
}

std::int64_t Interpreter::combined(const Expression& e, std::int64_t a, std::int64_t b) {
  const Type type = common_type(e.operands[0].type, e.operands[1].type);
  a = converted(a, type);
  b = converted(b, type);
  const auto wrapped = [&](std::uint64_t value) { return converted(static_cast<std::int64_t>(value), type); };
  switch (e.op) {
    case Operator::plus:
      return wrapped(bits_of(a) + bits_of(b));
    case Operator::minus:
      return wrapped(bits_of(a) - bits_of(b));
    case Operator::times:
      return wrapped(bits_of(a) * bits_of(b));
    case Operator::divide:
    case Operator::modulo:
      return divided(e, a, b, type);
    case Operator::bit_and:
      return a & b;
    case Operator::bit_or:
      return a | b;
    case Operator::bit_xor:
      return a ^ b;
    default:
      return compared(e.op, a, b, type) ? 1 : 0;
  }
}

std::int64_t Interpreter::divided(const Expression& e, std::int64_t a, std::int64_t b, const Type& type) {
  if (b == 0) give_up("a division by zero", e.where);
  const bool divides = e.op == Operator::divide;
  if (!type.is_signed) {
    return static_cast<std::int64_t>(divides ? bits_of(a) / bits_of(b) : bits_of(a) % bits_of(b));
  }
  if (b == -1) return divides ? converted(static_cast<std::int64_t>(0 - bits_of(a)), type) : 0;
  return divides ? a / b : a % b;
}

// --- accesses --------------------------------------------------------------------------------------------------------

Interpreter::Target Interpreter::target(std::int64_t address, const Position& where) {
  const std::int64_t index = address - first_address;
  if (index < 0 || index >= static_cast<std::int64_t>(locations_.size())) {
    give_up("an access to no shared variable", where);
  }
  const auto i = static_cast<std::size_t>(index);
  return {.location = locations_[i], .type = test_.types[i]};
}

std::int64_t Interpreter::load(const Expression& e, int thread) {
  const Target from = target(evaluate(e.operands[0], thread), e.where);
  const Value value = Execution::current().load(from.location, e.order, at(e.where), e.plain);
  return converted(loaded(value, from.type), e.type);
}

std::int64_t Interpreter::update(const Expression& e, int thread) {
  Execution& execution = Execution::current();
  const Target to = target(evaluate(e.operands[0], thread), e.where);
  const Value operand = stored(evaluate(e.operands[1], thread), to.type);
  const auto bytes = static_cast<std::uint8_t>(to.type.is_pointer() ? 8 : (to.type.bits + 7) / 8);
  // An update that puts back what it read is a read while waiting.
  const Update update{.operation = e.operation,
                      .in_await = execution.in_await(),
                      .bytes = bytes,
                      .success = e.order,
                      .failure = reading_half(e.order),
                      .operand = operand};
  if (e.full_barrier) execution.fence(std::memory_order::seq_cst, at(e.where));
  const auto done = execution.update(to.location, update, at(e.where));
  if (!done.written) execution.restored(e.order, at(e.where));
  if (e.full_barrier) execution.fence(std::memory_order::seq_cst, at(e.where));
  const bool cuts = bytes < 8 && e.operation != Operation::exchange;
  if (cuts && is_address(static_cast<std::int64_t>(done.before))) {
    give_up("arithmetic on an address in a variable that is too small for one", e.where);
  }
  return converted(loaded(e.returns_after ? update.after(done.before) : done.before, to.type), e.type);
}

std::int64_t Interpreter::compare_exchange(const Expression& e, int thread) {
  Execution& execution = Execution::current();
  const Target to = target(evaluate(e.operands[0], thread), e.where);
  const std::int64_t desired = evaluate(e.operands[1], thread);
  const bool is_local = e.expected_local >= 0;
  const Target expected_at =
      is_local ? Target{.location = -1, .type = {}} : target(evaluate(e.operands[2], thread), e.where);
  const std::int64_t expected =
      is_local ? local(thread, e.expected_local)
               : loaded(execution.load(expected_at.location, std::memory_order::relaxed, at(e.where), true),
                        expected_at.type);
  const Update update{.operation = Operation::compare_exchange,
                      .weak = e.weak,
                      .success = e.order,
                      .failure = e.failure,
                      .operand = stored(desired, to.type),
                      .expected = stored(expected, to.type)};
  const auto done = execution.update(to.location, update, at(e.where));
  if (done.written) return 1;
  const std::int64_t found = loaded(done.before, to.type);
  if (is_local) {
    assign(thread, e.expected_local, found);
  } else {
    const Value value = stored(found, expected_at.type);
    execution.store(expected_at.location, value, std::memory_order::relaxed, at(e.where), true);
  }
  return 0;
}

std::int64_t Interpreter::compare_value(const Expression& e, int thread) {
  Execution& execution = Execution::current();
  const Target to = target(evaluate(e.operands[0], thread), e.where);
  const Value desired = stored(evaluate(e.operands[1], thread), to.type);
  const Value expected = stored(evaluate(e.operands[2], thread), to.type);
  const Update update{.operation = Operation::compare_exchange,
                      .success = e.order,
                      .failure = e.failure,
                      .operand = desired,
                      .expected = expected};
  if (e.full_barrier) execution.fence(std::memory_order::seq_cst, at(e.where));
  const auto done = execution.update(to.location, update, at(e.where));
  if (e.full_barrier && done.written) execution.fence(std::memory_order::seq_cst, at(e.where));
  kernel_compare_failed_ |= e.full_barrier && !done.written;
  return converted(loaded(done.before, to.type), e.type);
}

// --- the condition ---------------------------------------------------------------------------------------------------

bool Interpreter::holds(const Condition& c, const Execution& execution) const {
  const auto part_holds = [&](const Condition& part) { return holds(part, execution); };
  switch (c.type) {
    case Condition::Type::local:
      return local(execution, c.thread, c.index) == c.value;
    case Condition::Type::location: {
      const Graph& graph = execution.graph();
      const auto i = static_cast<std::size_t>(c.index);
      return loaded(graph[graph.newest(locations_[i])].value, test_.types[i]) == c.value;
    }
    case Condition::Type::both:
      return std::ranges::all_of(c.parts, part_holds);
    case Condition::Type::either:
      return std::ranges::any_of(c.parts, part_holds);
    case Condition::Type::opposite:
      return !holds(c.parts[0], execution);
    case Condition::Type::always:
      return true;
    case Condition::Type::never:
      return false;
  }
  return false;
}

}  // namespace turnstile::rc11::litmus
