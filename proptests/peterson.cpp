// Peterson's lock over interleavings, and with real threads.
#include "algorithms/peterson/peterson.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

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
#include "proptests/support/checks.hpp"
#include "proptests/support/real_threads.hpp"

namespace turnstile::interleaving {

TEST(peterson, correct_excludes) { expect_exclusion(clients_of<PetersonLock>(), 2); }
TEST(peterson, correct_progresses) { expect_progress(clients_of<PetersonLock>(), 2); }
TEST(peterson, correct_is_overtaken_once) { expect_bypass(clients_of<PetersonLock>(), 2, {1, 1, 1}); }

TEST(peterson, correct_rmw_excludes) { expect_exclusion(clients_of<PetersonRmwLock>(), 2); }
TEST(peterson, correct_rmw_progresses) { expect_progress(clients_of<PetersonRmwLock>(), 2); }
TEST(peterson, correct_rmw_is_overtaken_once) { expect_bypass(clients_of<PetersonRmwLock>(), 2, {1, 1, 1}); }

// --- two threads inside ------------------------------------------------------------------------------------------------

TEST(peterson, broken_turn_first_overlaps) { expect_overlap(clients_of<broken::PetersonTurnFirst>(), 2, 2); }
TEST(peterson, broken_turn_first_progresses) { expect_progress(clients_of<broken::PetersonTurnFirst>(), 2); }
TEST(peterson, broken_own_turn_overlaps) { expect_overlap(clients_of<broken::PetersonOwnTurn>(), 2, 1); }
TEST(peterson, broken_own_turn_progresses) { expect_progress(clients_of<broken::PetersonOwnTurn>(), 2); }

// --- nobody inside -----------------------------------------------------------------------------------------------------

TEST(peterson, broken_no_turn_deadlocks) {
  expect_hangs(clients_of<broken::PetersonNoTurn>(), 2, {{"2,2", Kind::deadlock}, {"1,2", Kind::deadlock}}, 2);
}
TEST(peterson, broken_no_turn_excludes) { expect_exclusion_until_it_hangs(clients_of<broken::PetersonNoTurn>(), 2); }
TEST(peterson, broken_no_turn_is_overtaken_once) { expect_bypass(clients_of<broken::PetersonNoTurn>(), 2, {1, 1, 1}); }

TEST(peterson, broken_no_interest_deadlocks) {
  expect_hangs(clients_of<broken::PetersonNoInterest>(), 2,
               {{"2,2", Kind::deadlock},
                {"1,2", Kind::remainder_blocks},
                {"0,2", Kind::remainder_blocks},
                {"2,0", Kind::remainder_blocks}},
               4);
}
TEST(peterson, broken_no_interest_excludes) {
  expect_exclusion_until_it_hangs(clients_of<broken::PetersonNoInterest>(), 2);
}
TEST(peterson, broken_no_interest_is_overtaken_once) {
  expect_bypass(clients_of<broken::PetersonNoInterest>(), 2, {1, 1, 1});
}

TEST(peterson, broken_or_condition_deadlocks) {
  expect_hangs(clients_of<broken::PetersonOrCondition>(), 2,
               {{"2,2", Kind::deadlock},
                {"1,2", Kind::deadlock},
                {"0,2", Kind::remainder_blocks},
                {"2,0", Kind::remainder_blocks}},
               2);
}
TEST(peterson, broken_or_condition_excludes) {
  expect_exclusion_until_it_hangs(clients_of<broken::PetersonOrCondition>(), 2);
}
TEST(peterson, broken_or_condition_is_overtaken_once) {
  expect_bypass(clients_of<broken::PetersonOrCondition>(), 2, {1, 1, 1});
}

TEST(peterson, broken_polite_retreat_livelocks) {
  expect_hangs(clients_of<broken::PetersonPoliteRetreat>(), 2, {{"2,2", Kind::livelock}, {"1,2", Kind::livelock}}, 2);
}
TEST(peterson, broken_polite_retreat_excludes) {
  expect_exclusion_until_it_hangs(clients_of<broken::PetersonPoliteRetreat>(), 2);
}
TEST(peterson, broken_polite_retreat_is_overtaken_in_every_round) {
  expect_growing_bypass(clients_of<broken::PetersonPoliteRetreat>(), 2, {1, 2, 3}, 2);
}

// --- only weak memory breaks these: here they are right ----------------------------------------------------------------

TEST(peterson, broken_acq_rel_is_not_seen) {
  expect_exclusion(clients_of<broken::PetersonAcqRel>(), 2);
  expect_progress(clients_of<broken::PetersonAcqRel>(), 2);
}
TEST(peterson, broken_release_turn_is_not_seen) {
  expect_exclusion(clients_of<broken::PetersonReleaseTurn>(), 2);
  expect_progress(clients_of<broken::PetersonReleaseTurn>(), 2);
}
TEST(peterson, broken_relaxed_unlock_is_not_seen) {
  expect_exclusion(clients_of<broken::PetersonRelaxedUnlock>(), 2);
  expect_progress(clients_of<broken::PetersonRelaxedUnlock>(), 2);
}
TEST(peterson, broken_relaxed_turn_read_is_not_seen) {
  expect_exclusion(clients_of<broken::PetersonRelaxedTurnRead>(), 2);
  expect_progress(clients_of<broken::PetersonRelaxedTurnRead>(), 2);
}

}  // namespace turnstile::interleaving

namespace turnstile::real_threads {

RC_GTEST_PROP(peterson, correct_excludes_real_threads, ()) { excludes<PetersonLock<>>({}); }
RC_GTEST_PROP(peterson, correct_rmw_excludes_real_threads, ()) { excludes<PetersonRmwLock<>>({}); }

}  // namespace turnstile::real_threads
