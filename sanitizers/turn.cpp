// Strict alternation under stress.
#include "algorithms/turn/turn.hpp"

#include "algorithms/turn/broken_plain_turn.hpp"
#include "algorithms/turn/broken_relaxed.hpp"
#include "sanitizers/stress.hpp"

namespace turnstile::stress {

namespace {

// No broken form of it lets both in on hardware, so the partner for runs without a sanitizer is no lock at all.
const Stem turn("turn", 2,
                {
                    right_form<TurnLock<>>("correct"),
                    broken_form<broken::TurnRelaxed<>>("broken_relaxed", {.race = Variable::data}),
                    broken_form<broken::TurnPlainTurn<>>("broken_plain_turn", {.race = Variable::lock}),
                    broken_form<NoLock>("without_lock", {.mistake = true}),
                });

}  // namespace

}  // namespace turnstile::stress
