// Priority mutexes under stress, over a scheduler of threads: their waiters sleep, and priorities are bookkeeping.
#include "algorithms/priority_inheritance/priority_inheritance.hpp"

#include "algorithms/priority_inheritance/priority_inheritance_ceiling.hpp"
#include "algorithms/scheduled_lock.hpp"
#include "sanitizers/stress.hpp"

namespace turnstile::stress {

namespace {

const Stem priority_inheritance("priority_inheritance", 3,
                                {
                                    right_form<ScheduledLock<PriorityInheritanceMutex>>("correct"),
                                    right_form<ScheduledLock<PriorityCeilingMutex>>("correct_ceiling"),
                                });

}  // namespace

}  // namespace turnstile::stress
