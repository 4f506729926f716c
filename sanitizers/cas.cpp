// Compare-and-swap under stress: a lock, a counter and a stack.
#include "algorithms/cas/cas.hpp"

#include "algorithms/cas/broken_load_compare_store.hpp"
#include "algorithms/cas/broken_relaxed_success.hpp"
#include "algorithms/cas/broken_stale_expected.hpp"
#include "algorithms/cas/cas_counter.hpp"
#include "algorithms/cas/cas_stack.hpp"
#include "sanitizers/counter_client.hpp"
#include "sanitizers/stack_client.hpp"
#include "sanitizers/stress.hpp"

namespace turnstile::stress {

namespace {

// Fewer nodes than workers, so that the stack is often empty; but two at least, without which there is no ABA.
using Stack = TreiberStack<StdPlatform, 3>;

const Stem cas("cas", 4,
               {
                   right_form<CasLock<>>("correct"),
                   right_form<CasCounter<>, CounterClient>("correct_counter"),
                   right_form<Stack, StackClient>("correct_stack"),
                   broken_form<broken::CasStaleExpected<>>("broken_stale_expected",
                                                           {.race = Variable::data, .mistake = true}),
                   broken_form<broken::CasLoadCompareStore<>>("broken_load_compare_store",
                                                              {.race = Variable::data, .mistake = true}),
                   broken_form<broken::CasRelaxedSuccess<>>("broken_relaxed_success", {.race = Variable::data}),
               });

}  // namespace

}  // namespace turnstile::stress
