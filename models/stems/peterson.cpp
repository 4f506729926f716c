// Peterson's lock: what is known of it, and of its broken siblings (docs/peterson.md).
#include "algorithms/peterson/peterson.hpp"

#include "algorithms/peterson/broken_acq_rel.hpp"
#include "algorithms/peterson/broken_no_interest.hpp"
#include "algorithms/peterson/broken_no_turn.hpp"
#include "algorithms/peterson/broken_or_condition.hpp"
#include "algorithms/peterson/broken_own_turn.hpp"
#include "algorithms/peterson/broken_polite_retreat.hpp"
#include "algorithms/peterson/broken_relaxed_turn_read.hpp"
#include "algorithms/peterson/broken_relaxed_unlock.hpp"
#include "algorithms/peterson/broken_release_turn.hpp"
#include "algorithms/peterson/broken_turn_first.hpp"
#include "algorithms/peterson/peterson_rmw.hpp"
#include "models/stems/forms.hpp"
#include "models/stems/stems.hpp"

namespace turnstile {

namespace {

const Contract right = {.mutual_exclusion = holds(), .progress = holds(), .bounded_waiting = bypass_at_most(1)};

// Mutual exclusion fails. So bypass means nothing: a thread overtakes that should not have entered at all.
Contract unsafe(Kind kind, Engines seen_by) {
  return {.mutual_exclusion = violated(kind, seen_by), .progress = holds(), .bounded_waiting = not_applicable()};
}

Contract unsafe_under_tsan(Kind kind, Engines seen_by) {
  Contract contract = unsafe(kind, seen_by);
  contract.thread_sanitizer = true;
  return contract;
}

Contract stuck(Kind kind, const Expectation& bounded_waiting) {
  return {.mutual_exclusion = holds(), .progress = violated(kind), .bounded_waiting = bounded_waiting};
}

// A thread that waits also writes. So its rounds are more than waiting, and the exhaustive engine cannot drop them.
Contract writes_while_waiting(Contract contract) {
  for (Expectation* e : {&contract.mutual_exclusion, &contract.progress, &contract.bounded_waiting}) {
    *e = undecided_by({Engine::rc11}, *e);
  }
  return contract;
}

}  // namespace

Stem peterson() {
  return {
      .name = "peterson",
      .variants = {
          right_form<PetersonLock>("correct", right),
          right_form<PetersonRmwLock>("correct_rmw", right),
          broken_form<broken::PetersonAcqRel>("broken_acq_rel", "correct", unsafe(Kind::overlap, weak_memory_engines)),
          // Relacy misses this: its modification order is the order of execution, so that even its full search passes.
          broken_form<broken::PetersonReleaseTurn>("broken_release_turn", "correct",
                                                   unsafe(Kind::overlap, {Engine::rc11})),
          broken_form<broken::PetersonRelaxedUnlock>("broken_relaxed_unlock", "correct",
                                                     unsafe_under_tsan(Kind::data_race, weak_memory_engines)),
          broken_form<broken::PetersonRelaxedTurnRead>("broken_relaxed_turn_read", "correct_rmw",
                                                       unsafe(Kind::data_race, weak_memory_engines)),
          broken_form<broken::PetersonTurnFirst>("broken_turn_first", "correct",
                                                 unsafe(Kind::overlap, model_checkers_and_interleavings)),
          broken_form<broken::PetersonOwnTurn>("broken_own_turn", "correct",
                                               unsafe(Kind::overlap, model_checkers_and_interleavings)),
          broken_form<broken::PetersonNoTurn>("broken_no_turn", "correct", stuck(Kind::deadlock, bypass_at_most(1))),
          broken_form<broken::PetersonNoInterest>("broken_no_interest", "correct",
                                                  stuck(Kind::deadlock, bypass_at_most(1))),
          broken_form<broken::PetersonOrCondition>("broken_or_condition", "correct",
                                                   stuck(Kind::deadlock, bypass_at_most(1))),
          broken_form<broken::PetersonPoliteRetreat>(
              "broken_polite_retreat", "correct", writes_while_waiting(stuck(Kind::livelock, violated(Kind::bypass)))),
      }};
}

}  // namespace turnstile
