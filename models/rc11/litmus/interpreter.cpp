#include "models/rc11/litmus/interpreter.hpp"

#include <algorithm>
#include <utility>

namespace turnstile::rc11::litmus {

namespace {

// int, as in C on every machine that matters: 32 bits, wrapping around. Addresses are wider, and stay as they are.
std::int64_t wrapped(std::int64_t value) {
  return value >= first_address / 2 ? value : static_cast<std::int64_t>(static_cast<std::int32_t>(value));
}

std::int64_t divided(Operator op, std::int64_t a, std::int64_t b, const Position& where) {
  if (b == 0) Execution::current().give_up("a division by zero in line " + std::to_string(where.line));
  if (b == -1) return op == Operator::divide ? -a : 0;
  return op == Operator::divide ? a / b : a % b;
}

std::int64_t combined(Operator op, std::int64_t a, std::int64_t b, const Position& where) {
  switch (op) {
    case Operator::plus:
      return a + b;
    case Operator::minus:
      return a - b;
    case Operator::times:
      return wrapped(a) * wrapped(b);
    case Operator::divide:
    case Operator::modulo:
      return divided(op, a, b, where);
    case Operator::bit_and:
      return a & b;
    case Operator::bit_or:
      return a | b;
    case Operator::bit_xor:
      return a ^ b;
    case Operator::equal:
      return a == b ? 1 : 0;
    case Operator::unequal:
      return a != b ? 1 : 0;
    case Operator::less:
      return a < b ? 1 : 0;
    case Operator::greater:
      return a > b ? 1 : 0;
    case Operator::less_or_equal:
      return a <= b ? 1 : 0;
    default:
      return a >= b ? 1 : 0;
  }
}

Value stored(std::int64_t value) { return static_cast<Value>(wrapped(value)); }
std::int64_t loaded(Value value) { return static_cast<std::int64_t>(value); }

}  // namespace

std::int64_t& Interpreter::local(const Execution& execution, int thread, int index) {
  static_assert(std::size_t{most_threads} * most_locals * sizeof(std::int64_t) <= program_size);
  auto* locals = reinterpret_cast<std::int64_t*>(execution.memory().object());
  return locals[static_cast<std::size_t>(thread) * most_locals + static_cast<std::size_t>(index)];
}

void Interpreter::run() {
  Execution& execution = Execution::current();
  execution.memory().object(sizeof(std::int64_t) * most_locals * test_.threads.size());
  locations_.clear();
  locations_.reserve(test_.initial.size());
  for (const std::int64_t value : test_.initial) {
    locations_.push_back(execution.create({}, stored(value), Place::current()));
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
    case Statement::Type::assign: {
      const std::int64_t value = evaluate(s.expressions[0], thread);
      local(thread, s.local) = wrapped(value);
      return;
    }
    case Statement::Type::store: {
      const int target = location(evaluate(s.expressions[0], thread), s.where);
      const std::int64_t value = evaluate(s.expressions[1], thread);
      Execution::current().store(target, stored(value), s.order, Place::current(), s.plain);
      return;
    }
    case Statement::Type::fence:
      Execution::current().fence(s.order, Place::current());
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

// A loop that does nothing but look is an await. One that does something is an ordinary loop: when it comes round
// without having changed anything, `await` sees that too, and else follows it as far as the limits say.
void Interpreter::loop(const Statement& s, int thread) {
  struct Closure {
    Interpreter* interpreter;
    const Statement* statement;
    int thread;
  } closure{.interpreter = this, .statement = &s, .thread = thread};
  const Statement& body = s.parts[0];
  const bool empty =
      body.type == Statement::Type::nothing || (body.type == Statement::Type::block && body.parts.empty());
  if (empty) {
    Execution::current().await(
        [](void* c) {
          const auto& [interpreter, statement, t] = *static_cast<Closure*>(c);
          return interpreter->evaluate(statement->expressions[0], t) == 0;
        },
        &closure, Place::current());
    return;
  }
  for (int turns = 0; evaluate(s.expressions[0], thread) != 0; ++turns) {
    if (turns == 10'000) Execution::current().give_up("a loop in line " + std::to_string(s.where.line) + " has no end");
    execute(body, thread);
  }
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
      return ~operand(0);
    case Operator::opposite:
      return -operand(0);
    case Operator::load:
      return load(e, thread);
    case Operator::update:
      return update(e, thread);
    case Operator::compare_exchange:
      return compare_exchange(e, thread);
    default: {
      const std::int64_t left = operand(0);
      return combined(e.op, left, operand(1), e.where);
    }
  }
}

int Interpreter::location(std::int64_t address, const Position& where) const {
  const std::int64_t index = address - first_address;
  if (index < 0 || index >= static_cast<std::int64_t>(locations_.size())) {
    Execution::current().give_up("an access to no shared variable in line " + std::to_string(where.line));
  }
  return locations_[static_cast<std::size_t>(index)];
}

std::int64_t Interpreter::load(const Expression& e, int thread) {
  const int from = location(evaluate(e.operands[0], thread), e.where);
  return loaded(Execution::current().load(from, e.order, Place::current(), e.plain));
}

std::int64_t Interpreter::update(const Expression& e, int thread) {
  const int target = location(evaluate(e.operands[0], thread), e.where);
  const Value operand = stored(evaluate(e.operands[1], thread));
  const Update update{.operation = e.operation, .success = e.order, .failure = e.order, .operand = operand};
  return loaded(Execution::current().update(target, update, Place::current()).before);
}

std::int64_t Interpreter::compare_exchange(const Expression& e, int thread) {
  Execution& execution = Execution::current();
  const Place here = Place::current();
  const int target = location(evaluate(e.operands[0], thread), e.where);
  const std::int64_t desired = evaluate(e.operands[1], thread);
  const bool expected_is_local = e.expected_local >= 0;
  const int expected_at = expected_is_local ? -1 : location(evaluate(e.operands[2], thread), e.where);
  const Value expected = expected_is_local ? static_cast<Value>(local(thread, e.expected_local))
                                           : execution.load(expected_at, std::memory_order::relaxed, here, true);
  const Update update{.operation = Operation::compare_exchange,
                      .weak = e.weak,
                      .success = e.order,
                      .failure = e.failure,
                      .operand = stored(desired),
                      .expected = expected};
  const auto done = execution.update(target, update, here);
  if (done.written) return 1;
  if (expected_is_local) {
    local(thread, e.expected_local) = loaded(done.before);
  } else {
    execution.store(expected_at, done.before, std::memory_order::relaxed, here, true);
  }
  return 0;
}

// --- the condition ---------------------------------------------------------------------------------------------------

bool Interpreter::holds(const Condition& c, const Execution& execution) const {
  const auto part_holds = [&](const Condition& part) { return holds(part, execution); };
  switch (c.type) {
    case Condition::Type::local:
      return local(execution, c.thread, c.index) == c.value;
    case Condition::Type::location: {
      const Graph& graph = execution.graph();
      return loaded(graph[graph.newest(locations_[static_cast<std::size_t>(c.index)])].value) == c.value;
    }
    case Condition::Type::both:
      return std::ranges::all_of(c.parts, part_holds);
    case Condition::Type::either:
      return std::ranges::any_of(c.parts, part_holds);
    case Condition::Type::opposite:
      return !holds(c.parts[0], execution);
    case Condition::Type::always:
      return true;
  }
  return false;
}

}  // namespace turnstile::rc11::litmus
