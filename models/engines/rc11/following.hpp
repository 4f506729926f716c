// An execution that repeats a recorded one.
//
// Each thread runs freely up to its next access or fence, and waits there until it is its turn. Then it reads from the
// write that the script names, or writes where the script says, and the two must do the same: operation, variable,
// values, order. Files and lines need not agree: code that has only moved does what it did.
#pragma once

#include "models/engines/rc11/script.hpp"

namespace turnstile::rc11 {

class Execution;
class Recorder;

class Following {
 public:
  Following(Execution& execution, Script& script) : execution_(execution), script_(script) {}

  // Whose turn it is; -1: nobody's.
  [[nodiscard]] int next_thread() const;
  void wait_for_turn();
  // As the script says. Where it cannot be so the execution ends.
  Ref add_read(const Label& read);
  void add_write(const Label& write);
  // What the running thread chooses, of the client its n-th choice that traces show: at most that much.
  [[nodiscard]] Value chosen(const Label& choice, int n) const;
  // The step that was recorded last must be what the script has next.
  void compare(const Recorder& recorder);
  [[noreturn]] void differ(const char* reason);

 private:
  [[nodiscard]] bool did_as_told(const Recorder& recorder) const;

  Execution& execution_;
  Script& script_;
};

}  // namespace turnstile::rc11
