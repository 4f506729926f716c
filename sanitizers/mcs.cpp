// MCS lock under stress.
#include "algorithms/mcs/mcs.hpp"

#include "algorithms/mcs/broken_relaxed_handover.hpp"
#include "sanitizers/stress.hpp"

namespace turnstile::stress {

namespace {

// No broken form of it lets two in on hardware, so the partner for runs without a sanitizer is no lock at all.
const Stem mcs("mcs", 4,
               {
                   right_form<McsLock<>>("correct"),
                   broken_form<broken::McsRelaxedHandover<>>("broken_relaxed_handover", {.race = Variable::data}),
                   broken_form<NoLock>("without_lock", {.mistake = true}),
               });

}  // namespace

}  // namespace turnstile::stress
