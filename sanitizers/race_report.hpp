// What ThreadSanitizer's runtime reports, as a verdict.
#pragma once

#include <optional>
#include <string>

#include "sanitizers/stress.hpp"

namespace turnstile::stress {

// Whether this program was built with ThreadSanitizer.
[[nodiscard]] bool thread_sanitizer();

// The client that a report can be about, and the report that is expected of it.
struct Watch {
  std::string name;  // for messages
  Ranges ranges;
  std::optional<Variable> expected_race;
};

// From now on the first report ends the program: well if it is the expected one, a data race on that very variable, and
// with exit_otherwise if it is any other. By address, and not by the text of the report: whether that can name a
// source line depends on the machine (Clang's runtime needs llvm-symbolizer).
void end_with_first_report(Watch watch);

}  // namespace turnstile::stress
