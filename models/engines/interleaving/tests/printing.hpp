// How GoogleTest prints our values.
#pragma once

#include <ostream>

#include "models/engines/interleaving/failure.hpp"
#include "models/vocabulary/verdict.hpp"

namespace turnstile {

inline void PrintTo(Kind kind, std::ostream* out) { *out << name(kind); }

namespace interleaving {

inline void PrintTo(const Ending& ending, std::ostream* out) {
  *out << name(ending.kind) << (ending.given_up == nullptr ? "" : ending.given_up);
}
inline void PrintTo(const Schedule& schedule, std::ostream* out) { *out << schedule.text(); }
inline void PrintTo(const Cycle& cycle, std::ostream* out) { *out << cycle.length << " steps from " << cycle.first; }

}  // namespace interleaving

}  // namespace turnstile
