// Recorded executions, run again against today's code.
#pragma once

#include <vector>

#include "models/counterexample/replay.hpp"
#include "models/engines/rc11/bypass.hpp"
#include "models/engines/rc11/options.hpp"
#include "models/engines/rc11/script.hpp"

namespace turnstile::rc11 {

// Runs recorded executions of one program.
class Replayer {
 public:
  Replayer(Body body, Options options);
  // Whether the execution violates in that way.
  counterexample::Replayed run(const Trace& events, Kind kind);
  [[nodiscard]] bool violates(const Trace& events, Kind kind) {
    return run(events, kind).end == counterexample::Replayed::End::violates;
  }

 private:
  // The step that does not fit, in words; empty: all that is left of the script was done.
  [[nodiscard]] std::string misfit(const Script& script, Ending ending) const;
  // In what way it violates now; and if it does not, what happens in words.
  [[nodiscard]] Kind kind_of(Ending ending);
  [[nodiscard]] std::string what_happens(Ending ending) const;
  [[nodiscard]] bool is_overtaken();
  void name_variables(Recorded& recorded) const;

  Body body_;
  Options options_;
  Execution execution_;
  BypassCount bypass_;
  Script::Addresses addresses_;
};

// Runs the artifact's execution, which is one of this program. Files and lines may have changed; what must be as it was
// are the operations, the variables by name, the values and the memory orders. The engine itself judges the violation.
counterexample::Replayed replay(const counterexample::Artifact& artifact, MakeProgram make);

}  // namespace turnstile::rc11
