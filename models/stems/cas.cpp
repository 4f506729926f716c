// Compare-and-swap: a lock, a counter and a stack; what is known of them, and of their broken siblings (docs/cas.md).
#include "algorithms/cas/cas.hpp"

#include "algorithms/cas/broken_blind_counter.hpp"
#include "algorithms/cas/broken_load_compare_store.hpp"
#include "algorithms/cas/broken_relaxed_success.hpp"
#include "algorithms/cas/broken_short_tag.hpp"
#include "algorithms/cas/broken_stale_expected.hpp"
#include "algorithms/cas/broken_untagged_stack.hpp"
#include "algorithms/cas/cas_counter.hpp"
#include "algorithms/cas/cas_stack.hpp"
#include "models/stems/forms.hpp"
#include "models/stems/stems.hpp"

namespace turnstile {

namespace {

const Contract right_lock = {
    .mutual_exclusion = holds(), .progress = holds(), .bounded_waiting = violated(Kind::bypass)};

Contract unsafe_lock(Kind kind, Engines seen_by) {
  return {.mutual_exclusion = violated(kind, seen_by),
          .progress = holds(),
          .bounded_waiting = not_applicable(),
          .thread_sanitizer = true};
}

// For what is no lock: no thread is excluded, and none waits. Progress is lock-freedom.
Contract lock_free(const Expectation& linearizability) {
  return {.progress = holds(), .linearizability = linearizability};
}

// For the exhaustive engine: the executions are few, and three numbers that grow say more than two.
constexpr Reach three_bypass_rounds = {.bounded_waiting = {.of_three = 3}};
constexpr Reach quick_progress = {.progress = {.of_three = 2, .of_three_quickly = 1}};
// A try that fails keeps state, so that there are many executions, and some are cut.
constexpr Reach one_round_of_progress = {.progress = {.of_three = 1}};
// A round of the stack has three operations.
constexpr Reach of_stack = {.progress = {.of_two_threads = 2, .of_three = 0},
                            .linearizability = {.of_two_threads = 2, .of_three = 0}};

// The stack with its default widths.
template <class Platform>
using Stack = TreiberStack<Platform>;
template <class Platform>
using UntaggedStack = broken::CasUntaggedStack<Platform>;
template <class Platform>
using ShortTag = broken::CasShortTag<Platform>;

}  // namespace

Stem cas() {
  return {.name = "cas",
          .most_threads = max_threads,
          .parties = {{.threads = 3}},
          .order_exceptions = {{.header = "cas_stack.hpp",
                                .line = 63,
                                .operation = Operation::compare_exchange,
                                .weaker = relaxed,
                                .proof = "docs/cas.md#success-of-pop"}},
          .variants = {
              within(three_bypass_rounds, right_form<CasLock>("correct", right_lock)),
              right_form<CasCounter>("correct_counter", lock_free(holds())),
              within(of_stack, right_form<Stack>("correct_stack", lock_free(holds()))),
              within(one_round_of_progress, broken_form<broken::CasStaleExpected>(
                                                "broken_stale_expected", "correct",
                                                unsafe_lock(Kind::overlap, model_checkers_and_interleavings))),
              within(quick_progress, broken_form<broken::CasLoadCompareStore>(
                                         "broken_load_compare_store", "correct",
                                         unsafe_lock(Kind::overlap, model_checkers_and_interleavings))),
              broken_form<broken::CasRelaxedSuccess>("broken_relaxed_success", "correct",
                                                     unsafe_lock(Kind::data_race, weak_memory_engines)),
              broken_form<broken::CasBlindCounter>("broken_blind_counter", "correct_counter",
                                                   lock_free(violated(Kind::lost_update))),
              within(of_stack, broken_form<UntaggedStack>("broken_untagged_stack", "correct_stack",
                                                          lock_free(violated(Kind::not_linearizable)))),
              within(of_stack, broken_form<ShortTag>("broken_short_tag", "correct_stack",
                                                     lock_free(violated(Kind::not_linearizable)))),
          }};
}

}  // namespace turnstile
