// Test-and-set lock: what is known of it, and of its broken siblings (docs/tsl.md).
#include "algorithms/tsl/tsl.hpp"

#include "algorithms/tsl/broken_early_release.hpp"
#include "algorithms/tsl/broken_lost_release.hpp"
#include "algorithms/tsl/broken_relaxed_acquire.hpp"
#include "algorithms/tsl/broken_relaxed_release.hpp"
#include "algorithms/tsl/broken_test_then_set.hpp"
#include "algorithms/tsl/tsl_ttas.hpp"
#include "models/relacy/forms.hpp"
#include "models/stems.hpp"

namespace turnstile {

namespace {

const Contract right = {.mutual_exclusion = holds(), .progress = holds(), .bounded_waiting = violated(Kind::bypass)};

// Every broken form that fails mutual exclusion does so under ThreadSanitizer too.
Contract unsafe(Kind kind, Engines seen_by) {
  return {.mutual_exclusion = violated(kind, seen_by),
          .progress = holds(),
          .bounded_waiting = not_applicable(),
          .thread_sanitizer = true};
}

}  // namespace

Stem tsl() {
  return {.name = "tsl",
          .most_threads = max_threads,
          .threads = 3,
          .variants = {
              right_form<TestAndSetLock>("correct", right),
              right_form<TestTestAndSetLock>("correct_ttas", right),
              broken_form<broken::TslTestThenSet>("broken_test_then_set", "correct",
                                                  unsafe(Kind::overlap, model_checkers_and_interleavings)),
              broken_form<broken::TslRelaxedAcquire>("broken_relaxed_acquire", "correct",
                                                     unsafe(Kind::data_race, weak_memory_engines)),
              broken_form<broken::TslRelaxedRelease>("broken_relaxed_release", "correct",
                                                     unsafe(Kind::data_race, weak_memory_engines)),
              broken_form<broken::TslLostRelease>("broken_lost_release", "correct",
                                                  {.mutual_exclusion = holds(),
                                                   .progress = violated(Kind::deadlock),
                                                   .bounded_waiting = violated(Kind::bypass)}),
              broken_form<broken::TslEarlyRelease>("broken_early_release", "correct",
                                                   unsafe(Kind::overlap, model_checkers_and_interleavings)),
          }};
}

}  // namespace turnstile
