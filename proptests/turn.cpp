// Strict alternation over interleavings, and with real threads.
#include "algorithms/turn/turn.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "algorithms/turn/broken_keeps_turn.hpp"
#include "algorithms/turn/broken_plain_turn.hpp"
#include "algorithms/turn/broken_relaxed.hpp"
#include "proptests/support/checks.hpp"
#include "proptests/support/real_threads.hpp"

namespace turnstile::interleaving {

// Every mix in which one thread performs fewer rounds than the other.
const std::map<std::string, Kind> whoever_leaves_blocks = {
    {"1,2", Kind::remainder_blocks}, {"0,2", Kind::remainder_blocks}, {"2,0", Kind::remainder_blocks}};

TEST(turn, correct_excludes) { expect_exclusion(clients_of<TurnLock>(), 2); }
TEST(turn, correct_depends_on_the_remainder_section) {
  expect_hangs(clients_of<TurnLock>(), 2, whoever_leaves_blocks, 1);
}
TEST(turn, correct_is_overtaken_once) { expect_bypass(clients_of<TurnLock>(), 2, {1, 1, 1}); }

TEST(turn, broken_keeps_turn_deadlocks) {
  expect_hangs(clients_of<broken::TurnKeepsTurn>(), 2,
               {{"2,2", Kind::deadlock}, {"1,2", Kind::deadlock}, {"0,2", Kind::deadlock}}, 1);
}
TEST(turn, broken_keeps_turn_excludes) { expect_exclusion_until_it_hangs(clients_of<broken::TurnKeepsTurn>(), 2); }
TEST(turn, broken_keeps_turn_is_overtaken_in_every_round) {
  expect_growing_bypass(clients_of<broken::TurnKeepsTurn>(), 2, {1, 2, 3}, 1);
}

// Only weak memory breaks these: here they are strict alternation.
TEST(turn, broken_relaxed_is_not_seen) { expect_exclusion(clients_of<broken::TurnRelaxed>(), 2); }
TEST(turn, broken_relaxed_depends_on_the_remainder_section) {
  expect_hangs(clients_of<broken::TurnRelaxed>(), 2, whoever_leaves_blocks, 1);
}
TEST(turn, broken_plain_turn_is_not_seen) { expect_exclusion(clients_of<broken::TurnPlainTurn>(), 2); }
TEST(turn, broken_plain_turn_depends_on_the_remainder_section) {
  expect_hangs(clients_of<broken::TurnPlainTurn>(), 2, whoever_leaves_blocks, 1);
}

}  // namespace turnstile::interleaving

namespace turnstile::real_threads {

// The same rounds for both, or the one with more would wait for ever; not too many, since each is a hand-over.
RC_GTEST_PROP(turn, correct_excludes_real_threads, ()) { excludes<TurnLock<>>({.most_rounds = 1000}); }

}  // namespace turnstile::real_threads
