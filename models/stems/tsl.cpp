// Test-and-set lock: what is known of it, and of its broken siblings (docs/tsl.md).
#include "algorithms/tsl/tsl.hpp"

#include "algorithms/tsl/broken_early_release.hpp"
#include "algorithms/tsl/broken_lost_release.hpp"
#include "algorithms/tsl/broken_relaxed_acquire.hpp"
#include "algorithms/tsl/broken_relaxed_release.hpp"
#include "algorithms/tsl/broken_spin_wait.hpp"
#include "algorithms/tsl/broken_test_then_set.hpp"
#include "algorithms/tsl/tsl_blocking.hpp"
#include "algorithms/tsl/tsl_ttas.hpp"
#include "models/engines/uniprocessor/explore.hpp"
#include "models/stems/forms.hpp"
#include "models/stems/stems.hpp"

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

// For the exhaustive engine: the executions are few, and three numbers that grow say more than two.
constexpr Reach three_bypass_rounds = {.bounded_waiting = {.of_three = 3}};

constexpr Reach quick_progress = {.progress = {.of_three = 2, .of_three_quickly = 1}};
// Some broken forms have so many executions that one round of three threads is enough.
constexpr Reach one_round = {.mutual_exclusion = {.of_three = 1}, .progress = {.of_three = 1}};

// Asks the form also on one processor with fixed priorities, where it matters whether a thread that waits lets others
// run.
template <template <class> class Lock>
Variant on_uniprocessor(Variant variant) {
  variant.on_uniprocessor = uniprocessor::of_lock<Lock>();
  return variant;
}

}  // namespace

Stem tsl() {
  return {.name = "tsl",
          .most_threads = max_threads,
          .parties = {{.threads = 3}},
          .variants = {
              within(three_bypass_rounds, right_form<TestAndSetLock>("correct", right)),
              right_form<TestTestAndSetLock>("correct_ttas", right),
              on_uniprocessor<BlockingTestAndSetLock>(right_form<BlockingTestAndSetLock>("correct_blocking", right)),
              within(quick_progress,
                     broken_form<broken::TslTestThenSet>("broken_test_then_set", "correct",
                                                         unsafe(Kind::overlap, model_checkers_and_interleavings))),
              broken_form<broken::TslRelaxedAcquire>("broken_relaxed_acquire", "correct",
                                                     unsafe(Kind::data_race, weak_memory_engines)),
              broken_form<broken::TslRelaxedRelease>("broken_relaxed_release", "correct",
                                                     unsafe(Kind::data_race, weak_memory_engines)),
              broken_form<broken::TslLostRelease>("broken_lost_release", "correct",
                                                  {.mutual_exclusion = holds(),
                                                   .progress = violated(Kind::deadlock),
                                                   .bounded_waiting = violated(Kind::bypass)}),
              within(quick_progress,
                     broken_form<broken::TslEarlyRelease>("broken_early_release", "correct",
                                                          unsafe(Kind::overlap, model_checkers_and_interleavings))),
              within(one_round, on_uniprocessor<broken::TslSpinWait>(broken_form<broken::TslSpinWait>(
                                    "broken_spin_wait", "correct_blocking",
                                    {.mutual_exclusion = holds(),
                                     .progress = violated(Kind::livelock, {Engine::uniprocessor}),
                                     .bounded_waiting = violated(Kind::bypass)}))),
          }};
}

}  // namespace turnstile
