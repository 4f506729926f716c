// Strict alternation: what is known of it, and of its broken siblings (docs/turn.md).
#include "algorithms/turn/turn.hpp"

#include "algorithms/turn/broken_keeps_turn.hpp"
#include "algorithms/turn/broken_plain_turn.hpp"
#include "algorithms/turn/broken_relaxed.hpp"
#include "models/stems/forms.hpp"
#include "models/stems/stems.hpp"

namespace turnstile {

Stem turn() {
  return {.name = "turn",
          .variants = {
              right_form<TurnLock>("correct", {.mutual_exclusion = holds(),
                                               .progress = violated(Kind::remainder_blocks),
                                               .bounded_waiting = bypass_at_most(1)}),
              broken_form<broken::TurnRelaxed>("broken_relaxed", "correct",
                                               {.mutual_exclusion = violated(Kind::data_race, weak_memory_engines),
                                                .progress = violated(Kind::remainder_blocks),
                                                .bounded_waiting = not_applicable(),
                                                .thread_sanitizer = true}),
              // Thread 1 waits while thread 0 performs all its rounds: the bypass grows with them.
              broken_form<broken::TurnKeepsTurn>("broken_keeps_turn", "correct",
                                                 {.mutual_exclusion = holds(),
                                                  .progress = violated(Kind::deadlock),
                                                  .bounded_waiting = violated(Kind::bypass)}),
              // A race on the lock's own field shows in every client.
              broken_form<broken::TurnPlainTurn>("broken_plain_turn", "correct",
                                                 {.mutual_exclusion = violated(Kind::data_race, weak_memory_engines),
                                                  .progress = violated(Kind::data_race, weak_memory_engines),
                                                  .bounded_waiting = not_applicable(),
                                                  .thread_sanitizer = true}),
          }};
}

}  // namespace turnstile
