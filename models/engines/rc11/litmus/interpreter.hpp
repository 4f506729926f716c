// Runs the threads of a litmus test as a program of the engine.
#pragma once

#include <array>
#include <string>

#include "models/engines/rc11/execution.hpp"
#include "models/engines/rc11/litmus/syntax.hpp"

namespace turnstile::rc11::litmus {

class Interpreter {
 public:
  explicit Interpreter(const Test& test) : test_(test) {}

  // Runs as the main thread of an execution.
  void run();
  // To be asked after an execution: whether it satisfies the condition.
  [[nodiscard]] bool satisfied(const Execution& execution) const { return holds(test_.condition, execution); }
  // To be asked after an execution: whether the condition is about it.
  [[nodiscard]] bool counts(const Execution& execution) const { return holds(test_.filter, execution); }
  // Whether some fully ordered compare-exchange of the Linux kernel has failed, in any execution. There it orders
  // nothing, here what precedes it.
  [[nodiscard]] bool some_kernel_compare_failed() const { return kernel_compare_failed_; }

 private:
  void run_thread(int thread);
  void execute(const Statement& statement, int thread);
  void loop(const Statement& statement, int thread);
  void await(const Statement& statement, int thread);
  std::int64_t evaluate(const Expression& e, int thread);
  std::int64_t load(const Expression& e, int thread);
  std::int64_t update(const Expression& e, int thread);
  std::int64_t compare_exchange(const Expression& e, int thread);
  std::int64_t compare_value(const Expression& e, int thread);
  std::int64_t divided(const Expression& e, std::int64_t a, std::int64_t b, const Type& type);
  std::int64_t combined(const Expression& e, std::int64_t a, std::int64_t b);
  void assign(int thread, int index, std::int64_t value);

  // What stands at an address. Where that is no address the execution ends.
  struct Target {
    int location = -1;  // in the graph
    Type type;
  };
  Target target(std::int64_t address, const Position& where);
  // Tells the engine's messages where the running thread is.
  Place at(const Position& where);
  [[nodiscard]] std::string place() const;
  [[noreturn]] void give_up(const std::string& why, const Position& where);
  [[nodiscard]] bool holds(const Condition& condition, const Execution& execution) const;

  // Local variables lie in the program's memory: they are the thread's state, and an await can tell whether it changes.
  static std::int64_t& local(const Execution& execution, int thread, int index);
  std::int64_t& local(int thread, int index) const { return local(Execution::current(), thread, index); }

  const Test& test_;
  std::vector<int> locations_;                                // in the graph
  std::array<Position, std::size_t{most_threads} + 1> at_{};  // where each thread of the graph is, in the file
  bool kernel_compare_failed_ = false;
};

}  // namespace turnstile::rc11::litmus
