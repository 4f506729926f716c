// Random schedules for RapidCheck, and how it shrinks them.
#pragma once

#include <iosfwd>
#include <vector>

#include <rapidcheck/Gen.h>

#include "models/engines/interleaving/schedule.hpp"

namespace turnstile::interleaving {

// For RapidCheck.
void showValue(const Schedule& schedule, std::ostream& out);

// Random schedules for so many threads. They shrink by simpler().
rc::Gen<Schedule> schedules(int threads);

// What to try in the place of a schedule that fails, in the order to try it: with preemptions dropped, with neighbours
// merged, with longer turns, with smaller numbers. Each is less complex.
std::vector<Schedule> simpler(const Schedule& schedule);

}  // namespace turnstile::interleaving
