// What would happen if: operations on the newest values of an execution, as if one thread ran alone. That tells a
// deadlock from a thread that waits for one that has left (docs/definitions.md), and whether a round of an await would
// fail.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/engines/rc11/event.hpp"
#include "models/engines/rc11/execution_view.hpp"
#include "models/engines/rc11/fiber.hpp"

namespace turnstile::rc11 {

// What a read-modify-write has found, and whether it wrote.
struct Updated {
  Value before = 0;
  bool written = false;
};

class Supposition {
 public:
  explicit Supposition(ExecutionView& execution) : execution_(execution) {}

  [[nodiscard]] bool runs() const { return runs_; }
  // Whether an operation is only supposed to happen; counts it.
  bool counts() { return runs_ && ++steps_ > 0; }

  // --- before: what the locations have
  void take_newest();
  void set(int location, Value value);

  // The answer; nothing: it is not known what would happen. The question is asked on a stack of its own, which is left
  // in that case: no code of the program is unwound, so that it may be noexcept, and may have crashed.
  std::optional<bool> ask(Fiber& asks, std::function<bool()> question);
  // After the question: how many operations were supposed, and whether one wrote what a waiting thread looks at.
  [[nodiscard]] int steps() const { return steps_; }
  [[nodiscard]] bool released() const { return released_; }
  // Why the execution must end after the question; empty: it need not.
  [[nodiscard]] const std::string& interruption() const { return interruption_; }
  void interrupt(std::string why) { interruption_ = std::move(why); }
  void forget_interruption() { interruption_.clear(); }

  // --- meanwhile
  Value load(int location);
  void store(int location, Value value);
  Updated update(int location, const Update& update);
  // It is not known what would happen: goes back to the code that asked.
  [[noreturn]] void abandon();

 private:
  static void run(void* supposition);
  void count_step();

  ExecutionView& execution_;
  bool runs_ = false;
  bool released_ = false;
  int steps_ = 0;
  std::vector<Value> values_;
  Fiber fiber_;
  Fiber* asks_ = nullptr;  // goes on when it has ended
  std::function<bool()> question_;
  std::optional<bool> answer_;
  std::string interruption_;
};

}  // namespace turnstile::rc11
