// Test-and-set lock under stress: with more workers than most machines that test have processors.
#include "algorithms/tsl/tsl.hpp"

#include "algorithms/tsl/broken_early_release.hpp"
#include "algorithms/tsl/broken_relaxed_acquire.hpp"
#include "algorithms/tsl/broken_relaxed_release.hpp"
#include "algorithms/tsl/broken_test_then_set.hpp"
#include "algorithms/tsl/tsl_blocking.hpp"
#include "algorithms/tsl/tsl_ttas.hpp"
#include "sanitizers/stress.hpp"

namespace turnstile::stress {

namespace {

const Stem tsl(
    "tsl", 4,
    {
        right_form<TestAndSetLock<>>("correct"),
        right_form<TestTestAndSetLock<>>("correct_ttas"),
        right_form<BlockingTestAndSetLock<>>("correct_blocking", Reach::threads),
        broken_form<broken::TslTestThenSet<>>("broken_test_then_set", {.race = Variable::data, .mistake = true}),
        broken_form<broken::TslRelaxedAcquire<>>("broken_relaxed_acquire", {.race = Variable::data}),
        broken_form<broken::TslRelaxedRelease<>>("broken_relaxed_release", {.race = Variable::data}),
        broken_form<broken::TslEarlyRelease<>>("broken_early_release", {.race = Variable::data, .mistake = true}),
    });

}  // namespace

}  // namespace turnstile::stress
