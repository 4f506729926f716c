// The MCS lock over interleavings, and with real threads.
#include "algorithms/mcs/mcs.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "algorithms/mcs/broken_no_successor_wait.hpp"
#include "algorithms/mcs/broken_relaxed_handover.hpp"
#include "algorithms/mcs/broken_relaxed_link.hpp"
#include "proptests/support/checks.hpp"
#include "proptests/support/real_threads.hpp"

namespace turnstile::interleaving {

namespace {

// The lock with as many seats as there can be threads.
template <class P>
using Mcs = McsLock<P>;
template <class P>
using RelaxedLink = broken::McsRelaxedLink<P>;
template <class P>
using RelaxedHandover = broken::McsRelaxedHandover<P>;
template <class P>
using NoSuccessorWait = broken::McsNoSuccessorWait<P>;

}  // namespace

TEST(mcs, correct_excludes) {
  expect_exclusion(clients_of<Mcs>(), 2);
  expect_exclusion(clients_of<Mcs>(), 3);
}
TEST(mcs, correct_progresses) {
  expect_progress(clients_of<Mcs>(), 2);
  expect_progress(clients_of<Mcs>(), 3);
}
TEST(mcs, correct_is_overtaken_once_by_each_other) {
  expect_bypass(clients_of<Mcs>(), 2, {1, 1, 1});
  expect_bypass(clients_of<Mcs>(), 3, {2, 2, 2});
}

// --- the broken one that interleavings show ----------------------------------------------------------------------------

TEST(mcs, broken_no_successor_wait_deadlocks) {
  expect_hangs(clients_of<NoSuccessorWait>(), 2, {{"2,2", Kind::deadlock}, {"1,2", Kind::deadlock}}, 2);
}
TEST(mcs, broken_no_successor_wait_excludes) { expect_exclusion_until_it_hangs(clients_of<NoSuccessorWait>(), 3); }
TEST(mcs, broken_no_successor_wait_is_overtaken_once_by_each_other) {
  expect_bypass(clients_of<NoSuccessorWait>(), 3, {2, 2, 2});
}

// --- only weak memory breaks these: here they are right ----------------------------------------------------------------

TEST(mcs, broken_relaxed_link_is_not_seen) {
  expect_exclusion(clients_of<RelaxedLink>(), 3);
  expect_progress(clients_of<RelaxedLink>(), 3);
  expect_bypass(clients_of<RelaxedLink>(), 3, {2, 2, 2});
}
TEST(mcs, broken_relaxed_handover_is_not_seen) {
  expect_exclusion(clients_of<RelaxedHandover>(), 3);
  expect_progress(clients_of<RelaxedHandover>(), 3);
}

}  // namespace turnstile::interleaving

namespace turnstile::real_threads {

// On a busy machine each handover can cost milliseconds, since the next in the line may not be running.
constexpr Limits limits = {.most_threads = 4, .most_rounds = 1'000};

RC_GTEST_PROP(mcs, correct_excludes_real_threads, ()) { excludes<McsLock<>>(limits); }

}  // namespace turnstile::real_threads
