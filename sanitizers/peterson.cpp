// Peterson's lock under stress.
#include "algorithms/peterson/peterson.hpp"

#include "algorithms/peterson/broken_own_turn.hpp"
#include "algorithms/peterson/broken_relaxed_unlock.hpp"
#include "algorithms/peterson/peterson_rmw.hpp"
#include "sanitizers/stress.hpp"

namespace turnstile::stress {

namespace {

// Both right forms have the same partners. broken_relaxed_turn_read, the nearest to correct_rmw, is not one of them:
// ThreadSanitizer needs two processors and luck to see it, often a second, now and then more than twenty.
const Stem peterson("peterson", 2,
                    {
                        right_form<PetersonLock<>>("correct"),
                        right_form<PetersonRmwLock<>>("correct_rmw"),
                        broken_form<broken::PetersonRelaxedUnlock<>>("broken_relaxed_unlock", {.race = Variable::data}),
                        broken_form<broken::PetersonOwnTurn<>>("broken_own_turn", {.mistake = true}),
                    });

}  // namespace

}  // namespace turnstile::stress
