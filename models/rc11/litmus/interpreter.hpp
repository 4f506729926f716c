// Runs the threads of a litmus test as a program of the engine.
#pragma once

#include "models/rc11/execution.hpp"
#include "models/rc11/litmus/syntax.hpp"

namespace turnstile::rc11::litmus {

class Interpreter {
 public:
  explicit Interpreter(const Test& test) : test_(test) {}

  // The main thread of an execution.
  void run();
  // After an execution: whether it satisfies the condition.
  [[nodiscard]] bool satisfied(const Execution& execution) const { return holds(test_.condition, execution); }

 private:
  void run_thread(int thread);
  void execute(const Statement& statement, int thread);
  void loop(const Statement& statement, int thread);
  std::int64_t evaluate(const Expression& e, int thread);
  std::int64_t load(const Expression& e, int thread);
  std::int64_t update(const Expression& e, int thread);
  std::int64_t compare_exchange(const Expression& e, int thread);
  // The location of an address; ends the execution where it is none.
  int location(std::int64_t address, const Position& where) const;
  [[nodiscard]] bool holds(const Condition& condition, const Execution& execution) const;

  // In the memory of the program: what a thread keeps there is its state, and an await can tell whether it changes.
  static std::int64_t& local(const Execution& execution, int thread, int index);
  std::int64_t& local(int thread, int index) const { return local(Execution::current(), thread, index); }

  const Test& test_;
  std::vector<int> locations_;  // in the graph
};

}  // namespace turnstile::rc11::litmus
