// The ticket lock over interleavings, and with real threads.
#include "algorithms/ticket/ticket.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "algorithms/ticket/broken_narrow.hpp"
#include "algorithms/ticket/broken_relaxed_serving.hpp"
#include "algorithms/ticket/broken_split_increment.hpp"
#include "proptests/support/checks.hpp"
#include "proptests/support/real_threads.hpp"
#include "proptests/support/worn.hpp"

namespace turnstile::interleaving {

namespace {

// The lock with its default width of tickets.
template <class P>
using Ticket = TicketLock<P>;
template <class P>
using SplitIncrement = broken::TicketSplitIncrement<P>;
template <class P>
using RelaxedServing = broken::TicketRelaxedServing<P>;
template <class P>
using Narrow = broken::TicketNarrow<P>;

}  // namespace

TEST(ticket, correct_excludes) {
  expect_exclusion(clients_of<Ticket>(), 2);
  expect_exclusion(clients_of<Ticket>(), 3);
}
TEST(ticket, correct_progresses) {
  expect_progress(clients_of<Ticket>(), 2);
  expect_progress(clients_of<Ticket>(), 3);
}
TEST(ticket, correct_is_overtaken_once_by_each_other) {
  expect_bypass(clients_of<Ticket>(), 2, {1, 1, 1});
  expect_bypass(clients_of<Ticket>(), 3, {2, 2, 2});
}

// A lock that asked for order instead of equality, `serving >= ticket`, would pass all tests but these.
TEST(ticket, correct_wraps_its_tickets_around) {
  expect_right_when_worn<TicketLock<Platform, unsigned char>>(2);
  expect_right_when_worn<TicketLock<Platform, unsigned char>>(3);
}

// --- the broken ones that interleavings show ---------------------------------------------------------------------------

TEST(ticket, broken_split_increment_overlaps) {
  expect_overlap(clients_of<SplitIncrement>(), 2, 2);
  expect_overlap(clients_of<SplitIncrement>(), 3, 2);
}
TEST(ticket, broken_split_increment_deadlocks) {
  expect_hangs(clients_of<SplitIncrement>(), 2, {{"2,2", Kind::deadlock}, {"1,2", Kind::deadlock}}, 2);
}

TEST(ticket, broken_narrow_overlaps) { expect_overlap(clients_of<Narrow>(), 3, 2); }
TEST(ticket, broken_narrow_deadlocks) {
  expect_hangs(clients_of<Narrow>(), 3, {{"2,2,2", Kind::deadlock}, {"1,2,2", Kind::deadlock}}, 5);
}
// Where memory is sequentially consistent two numbers are enough for two threads.
TEST(ticket, broken_narrow_is_right_for_two) {
  expect_exclusion(clients_of<Narrow>(), 2);
  expect_progress(clients_of<Narrow>(), 2);
  expect_bypass(clients_of<Narrow>(), 2, {1, 1, 1});
}

// --- only weak memory breaks it: here it is right ----------------------------------------------------------------------

TEST(ticket, broken_relaxed_serving_is_not_seen) {
  expect_exclusion(clients_of<RelaxedServing>(), 3);
  expect_progress(clients_of<RelaxedServing>(), 3);
}

}  // namespace turnstile::interleaving

namespace turnstile::real_threads {

// On a busy machine each handover can cost milliseconds, since the next in the line may not be running.
constexpr Limits limits = {.most_threads = 4, .most_rounds = 1'000};

RC_GTEST_PROP(ticket, correct_excludes_real_threads, ()) { excludes<TicketLock<>>(limits); }
RC_GTEST_PROP(ticket, correct_with_narrow_tickets_excludes_real_threads, ()) {
  // So many rounds are enough for the tickets to wrap around.
  excludes<TicketLock<ShakenPlatform, unsigned char>>({.most_threads = 4, .most_rounds = 150});
}

}  // namespace turnstile::real_threads
