// The engine on the locks of this suite, through the same clients that the other engines run.
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "algorithms/mcs/broken_no_successor_wait.hpp"
#include "algorithms/mcs/broken_relaxed_handover.hpp"
#include "algorithms/mcs/broken_relaxed_link.hpp"
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
#include "algorithms/peterson/peterson.hpp"
#include "algorithms/peterson/peterson_rmw.hpp"
#include "algorithms/ticket/broken_narrow.hpp"
#include "algorithms/ticket/broken_relaxed_serving.hpp"
#include "algorithms/ticket/broken_split_increment.hpp"
#include "algorithms/tsl/broken_early_release.hpp"
#include "algorithms/tsl/broken_lost_release.hpp"
#include "algorithms/tsl/broken_relaxed_acquire.hpp"
#include "algorithms/tsl/broken_relaxed_release.hpp"
#include "algorithms/tsl/broken_test_then_set.hpp"
#include "algorithms/tsl/tsl.hpp"
#include "algorithms/tsl/tsl_ttas.hpp"
#include "algorithms/turn/broken_keeps_turn.hpp"
#include "algorithms/turn/broken_plain_turn.hpp"
#include "algorithms/turn/broken_relaxed.hpp"
#include "algorithms/turn/turn.hpp"
#include "models/engines/rc11/tests/locks.hpp"
#include "models/engines/rc11/tests/support.hpp"

namespace turnstile::rc11 {

namespace {

struct Form {
  std::string name;
  Programs programs;
};

void PrintTo(const Form& form, std::ostream* out) { *out << form.name; }
std::string name_of(const testing::TestParamInfo<Form>& named) { return named.param.name; }

template <template <class> class Lock>
Form form(const std::string& name) {
  return {.name = name, .programs = programs<Lock>()};
}

// What the checks of mutual exclusion say: an overlap outranks whatever visibility shows.
Result mutual_exclusion(const Programs& programs, const Mix& mix) {
  Options options;
  options.hangs = Hangs::blocked;
  Result result = explore(programs.of(clients::occupancy), mix, options);
  if (result.end == Result::End::searched) result = explore(programs.of(clients::visibility), mix, options);
  return result;
}

Result progress(const Programs& programs, int threads, int rounds) {
  Result result;
  for (const Mix& mix : progress_mixes(threads, rounds)) {
    result = explore(programs.of(clients::progress), mix, {});
    if (result.end != Result::End::searched) break;
  }
  return result;
}

Result bypass(const Programs& programs, int threads, int rounds) {
  Options options;
  options.hangs = Hangs::blocked;
  options.measure_bypass = true;
  return explore(programs.of(clients::bypass), Mix::all(threads, rounds), options);
}

std::string said(const Result& result) {
  return std::string(name(result.kind)) + " (" + result.reason + ") after " + std::to_string(result.executions) +
         " executions";
}

void expect_violation(const Result& result, Kind kind) {
  EXPECT_EQ(result.end, Result::End::violated) << said(result);
  EXPECT_EQ(result.kind, kind) << said(result);
  EXPECT_FALSE(result.complete);
  EXPECT_FALSE(result.trace.empty());
}

void expect_nothing(const Result& result) {
  EXPECT_EQ(result.end, Result::End::searched) << said(result);
  EXPECT_TRUE(result.complete) << said(result);
}

// --- right forms -----------------------------------------------------------------------------------------------------

class Rc11RightOfTwo : public testing::TestWithParam<Form> {};
class Rc11RightOfThree : public testing::TestWithParam<Form> {};

TEST_P(Rc11RightOfTwo, mutual_exclusion_holds) {
  for (const int rounds : {2, 3}) expect_nothing(mutual_exclusion(GetParam().programs, Mix::all(2, rounds)));
}
TEST_P(Rc11RightOfThree, mutual_exclusion_holds) {
  expect_nothing(mutual_exclusion(GetParam().programs, Mix::all(3, 2)));
}
TEST_P(Rc11RightOfThree, progress_holds) { expect_nothing(progress(GetParam().programs, 3, 2)); }

class Rc11ProgressOfTwo : public testing::TestWithParam<Form> {};
TEST_P(Rc11ProgressOfTwo, holds) { expect_nothing(progress(GetParam().programs, 2, 2)); }

const auto peterson = form<PetersonLock>("peterson");
const auto peterson_rmw = form<PetersonRmwLock>("peterson_rmw");
const auto turn = form<TurnLock>("turn");
const auto tsl = form<TestAndSetLock>("tsl");
const auto ttas = form<TestTestAndSetLock>("ttas");
const auto cas = form<CasLock>("cas");
const auto cas_loop = form<CasLockLoop>("cas_loop");
const auto ticket = form<Ticket>("ticket");
const auto mcs = form<Mcs>("mcs");
const auto one_bit_tickets = form<OneBitTicketsAcqRel>("one_bit_tickets");

INSTANTIATE_TEST_SUITE_P(Form, Rc11RightOfTwo,
                         testing::Values(peterson, peterson_rmw, turn, tsl, ttas, cas, cas_loop, ticket, mcs,
                                         one_bit_tickets),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Form, Rc11ProgressOfTwo,
                         testing::Values(peterson, peterson_rmw, tsl, ttas, cas, cas_loop, ticket, mcs), name_of);
INSTANTIATE_TEST_SUITE_P(Form, Rc11RightOfThree, testing::Values(tsl, ttas, cas, ticket, mcs), name_of);

// --- broken forms ----------------------------------------------------------------------------------------------------

// With their usual parameters.
template <class P>
using TicketSplitIncrement = broken::TicketSplitIncrement<P>;
template <class P>
using TicketRelaxedServing = broken::TicketRelaxedServing<P>;
template <class P>
using TicketNarrow = broken::TicketNarrow<P>;
template <class P>
using McsRelaxedLink = broken::McsRelaxedLink<P>;
template <class P>
using McsRelaxedHandover = broken::McsRelaxedHandover<P>;
template <class P>
using McsNoSuccessorWait = broken::McsNoSuccessorWait<P>;

struct Broken {
  Form form;
  int threads;
  Kind kind;
};
void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.form.name; }
std::string name_of_broken(const testing::TestParamInfo<Broken>& named) { return named.param.form.name; }

class Rc11Unsafe : public testing::TestWithParam<Broken> {};
TEST_P(Rc11Unsafe, mutual_exclusion_is_violated) {
  const Broken& broken = GetParam();
  expect_violation(mutual_exclusion(broken.form.programs, Mix::all(broken.threads, 2)), broken.kind);
}

INSTANTIATE_TEST_SUITE_P(
    Form, Rc11Unsafe,
    testing::Values(Broken{form<broken::PetersonAcqRel>("peterson_acq_rel"), 2, Kind::overlap},
                    Broken{form<broken::PetersonReleaseTurn>("peterson_release_turn"), 2, Kind::overlap},
                    Broken{form<broken::PetersonRelaxedUnlock>("peterson_relaxed_unlock"), 2, Kind::data_race},
                    Broken{form<broken::PetersonRelaxedTurnRead>("peterson_relaxed_turn_read"), 2, Kind::data_race},
                    Broken{form<broken::PetersonTurnFirst>("peterson_turn_first"), 2, Kind::overlap},
                    Broken{form<broken::PetersonOwnTurn>("peterson_own_turn"), 2, Kind::overlap},
                    Broken{form<broken::TslTestThenSet>("tsl_test_then_set"), 3, Kind::overlap},
                    Broken{form<broken::TslRelaxedAcquire>("tsl_relaxed_acquire"), 3, Kind::data_race},
                    Broken{form<broken::TslRelaxedRelease>("tsl_relaxed_release"), 3, Kind::data_race},
                    Broken{form<broken::TslEarlyRelease>("tsl_early_release"), 3, Kind::overlap},
                    Broken{form<broken::TurnRelaxed>("turn_relaxed"), 2, Kind::data_race},
                    Broken{form<broken::TurnPlainTurn>("turn_plain_turn"), 2, Kind::data_race},
                    Broken{form<TicketSplitIncrement>("ticket_split_increment"), 2, Kind::overlap},
                    Broken{form<TicketRelaxedServing>("ticket_relaxed_serving"), 2, Kind::data_race},
                    Broken{form<TicketNarrow>("ticket_narrow"), 3, Kind::overlap},
                    Broken{form<OneBitTicketsRelaxed>("one_bit_tickets"), 2, Kind::overlap},
                    Broken{form<McsRelaxedHandover>("mcs_relaxed_handover"), 2, Kind::data_race},
                    Broken{form<CasStaleExpected>("cas_stale_expected"), 2, Kind::overlap},
                    Broken{form<CasStaleExpectedLoop>("cas_stale_expected_loop"), 2, Kind::overlap}),
    name_of_broken);

class Rc11Stuck : public testing::TestWithParam<Broken> {};
TEST_P(Rc11Stuck, progress_is_violated) {
  const Broken& broken = GetParam();
  expect_violation(progress(broken.form.programs, broken.threads, 2), broken.kind);
}

INSTANTIATE_TEST_SUITE_P(
    Form, Rc11Stuck,
    testing::Values(Broken{turn, 2, Kind::remainder_blocks},
                    Broken{form<broken::TurnKeepsTurn>("turn_keeps_turn"), 2, Kind::deadlock},
                    Broken{form<broken::PetersonNoTurn>("peterson_no_turn"), 2, Kind::deadlock},
                    Broken{form<broken::PetersonNoInterest>("peterson_no_interest"), 2, Kind::deadlock},
                    Broken{form<broken::PetersonOrCondition>("peterson_or_condition"), 2, Kind::deadlock},
                    Broken{form<broken::TslLostRelease>("tsl_lost_release"), 2, Kind::deadlock},
                    Broken{form<TicketSplitIncrement>("ticket_split_increment"), 2, Kind::deadlock},
                    Broken{form<TicketNarrow>("ticket_narrow"), 3, Kind::deadlock},
                    Broken{form<McsRelaxedLink>("mcs_relaxed_link"), 2, Kind::deadlock},
                    Broken{form<McsNoSuccessorWait>("mcs_no_successor_wait"), 2, Kind::deadlock}),
    name_of_broken);

TEST(rc11_unknown, retreating_while_waiting_is_no_await) {
  const auto retreat = form<broken::PetersonPoliteRetreat>("polite_retreat");
  const Result result = explore(retreat.programs.of(clients::progress), Mix::all(2, 2), {});
  EXPECT_EQ(result.end, Result::End::unknown);
  EXPECT_NE(result.reason.find("broken_polite_retreat.hpp:"), std::string::npos) << result.reason;
}

// --- bounded waiting -------------------------------------------------------------------------------------------------

int bound(const Form& form, int threads, int rounds) {
  const Result result = bypass(form.programs, threads, rounds);
  expect_nothing(result);
  if (result.bypass.empty()) return -1;
  EXPECT_TRUE(result.bypass.begin()->second.exact) << form.name;
  return result.bypass.begin()->second.bound;
}

TEST(rc11_bypass, one_in_petersons_lock_and_strict_alternation) {
  for (const Form& f : {peterson, peterson_rmw, turn}) {
    for (const int rounds : {1, 2, 3}) EXPECT_EQ(bound(f, 2, rounds), 1) << f.name << ' ' << rounds;
  }
}

TEST(rc11_bypass, all_others_once_in_queues) {
  for (const Form& f : {ticket, mcs}) {
    for (const int rounds : {1, 2, 3}) EXPECT_EQ(bound(f, 2, rounds), 1) << f.name << ' ' << rounds;
    EXPECT_EQ(bound(f, 3, 1), 2) << f.name;
  }
  EXPECT_EQ(bound(ticket, 3, 2), 2);
  EXPECT_EQ(bound(ticket, 4, 1), 3);
}

TEST(rc11_bypass, grows_in_test_and_set) {
  for (const int rounds : {1, 2, 3, 4}) EXPECT_EQ(bound(tsl, 2, rounds), rounds);
}

TEST(rc11_bypass, a_claim_is_refuted) {
  Options options;
  options.measure_bypass = true;
  options.claimed_bypass = 1;
  expect_violation(explore(tsl.programs.of(clients::bypass), Mix::all(2, 2), options), Kind::bypass);
  expect_nothing(explore(ticket.programs.of(clients::bypass), Mix::all(2, 2), options));
}

}  // namespace

}  // namespace turnstile::rc11
