// Whether an execution in which threads wait hangs: whether no fair execution leads out of it.
#pragma once

#include <cstdint>

#include "models/engines/rc11/event.hpp"
#include "models/engines/rc11/execution_view.hpp"

namespace turnstile::rc11 {

enum class Hang : std::uint8_t { no, yes, undecided };

// The execution must have ended blocked.
Hang hang_of(const ExecutionView& execution);
// Why that cannot be told.
const char* why_undecided(const ExecutionView& execution);

// Whether the choice has another result some day, if nothing else happens. The execution in which it does is explored,
// too.
bool will_choose_otherwise(const Event& choice);

}  // namespace turnstile::rc11
