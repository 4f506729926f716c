// An execution that repeats a recorded one.
//
// Each thread runs freely up to its next access or fence, and waits there until it is its turn. Then it reads from the
// write that the script names, or writes where the script says, and the two must do the same: operation, variable,
// values, order. Files and lines need not agree: code that has only moved does what it did.
#pragma once

#include "models/engines/rc11/execution_view.hpp"
#include "models/engines/rc11/script.hpp"

namespace turnstile::rc11 {

class Recorder;

class Following {
 public:
  Following(ExecutionView& execution, Script& script) : execution_(execution), script_(script) {}

  // The thread whose turn it is; -1: there is none.
  [[nodiscard]] int next_thread() const;
  void wait_for_turn();
  // Adds the event as the script says. Where that is not possible the execution ends.
  Ref add_read(const Label& read);
  void add_write(const Label& write);
  // What the running thread chooses. `n` counts the client's choices that traces show. The result is a value that the
  // choice has.
  [[nodiscard]] Value chosen(const Label& choice, int n) const;
  // Checks that the step that was recorded last is what the script has next.
  void compare(const Recorder& recorder);
  [[noreturn]] void differ(const char* reason);

 private:
  [[nodiscard]] bool did_as_told(const Recorder& recorder) const;

  ExecutionView& execution_;
  Script& script_;
};

}  // namespace turnstile::rc11
