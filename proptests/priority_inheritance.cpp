// Priority inheritance and priority ceiling on the simulated processor; priority_inheritance_threads.cpp has the rest.
#include "algorithms/priority_inheritance/priority_inheritance.hpp"

#include <algorithm>
#include <iostream>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "algorithms/priority_inheritance/broken_ceiling_not_strict.hpp"
#include "algorithms/priority_inheritance/broken_fifo_handoff.hpp"
#include "algorithms/priority_inheritance/broken_first_waiter_only.hpp"
#include "algorithms/priority_inheritance/broken_low_ceiling.hpp"
#include "algorithms/priority_inheritance/broken_no_ceiling_check.hpp"
#include "algorithms/priority_inheritance/broken_no_chain.hpp"
#include "algorithms/priority_inheritance/broken_no_inheritance.hpp"
#include "algorithms/priority_inheritance/broken_no_restore.hpp"
#include "algorithms/priority_inheritance/broken_spin_inside.hpp"
#include "algorithms/priority_inheritance/priority_inheritance_ceiling.hpp"
#include "models/engines/uniprocessor/explore.hpp"
#include "proptests/support/checks.hpp"
#include "proptests/support/quiet_check.hpp"
#include "proptests/support/task_sets.hpp"

namespace turnstile::uniprocessor {

namespace {

constexpr double enough_seconds = 100;

// Expects that everything inside the bounds was tried, and nothing is wrong.
void expect_holds(const OnUniprocessor& form, Property property) {
  const Report report = form.explore(property, enough_seconds, true);
  EXPECT_EQ(report.outcome, Outcome::holds) << report.reason;
  EXPECT_TRUE(report.complete);
  EXPECT_GT(report.executions, 100'000U);
  EXPECT_EQ(report.blocked, 0U);
}

void expect_violated(const OnUniprocessor& form, Property property, Kind kind, const std::string& shown) {
  const Report report = form.explore(property, enough_seconds, true);
  EXPECT_EQ(report.outcome, Outcome::violated) << report.reason;
  EXPECT_EQ(report.kind, kind) << report.reason;
  EXPECT_NE(report.reason.find(shown), std::string::npos) << report.reason;
  ASSERT_TRUE(report.schedule);
  std::cout << report.reason << "\n\n" << text(report.schedule.value_or(counterexample::Schedule{})) << '\n';
}

constexpr int task_sets_to_pass = 5000;

// Expects that nothing goes wrong, whatever the tasks do; and that they do what the shape is for.
template <template <class, class> class Mutex>
void expect_nothing_goes_wrong(const Shape& shape) {
  Simulation simulation(protocol_subject<Mutex>());
  rc::detail::TestParams parameters = configured();
  parameters.maxSuccess = task_sets_to_pass;
  std::string wrong;
  Result all;
  const bool holds = holds_quietly(
      [&] {
        const Scenario scenario = *task_sets(shape);
        const Result result = simulation.run(scenario, all_checks);
        all.most_blocked = std::max(all.most_blocked, result.most_blocked);
        all.timed_out += result.timed_out;
        all.reported_deadlocks += result.reported_deadlocks;
        if (result.kind == Kind::none && !result.undecided && result.end == End::finished) return;
        wrong = result.reason + "\n\n" + simulation.show(scenario, all_checks);
        RC_FAIL();
      },
      parameters);
  EXPECT_TRUE(holds) << wrong << "RC_PARAMS=\"seed=" << parameters.seed << '"';
  EXPECT_GT(all.most_blocked, 0);
  EXPECT_EQ(all.timed_out > 0, shape.timeouts);
  const bool reports_cycles = protocol_subject<Mutex>().bound == Bound::inheritance && !shape.ordered;
  EXPECT_EQ(all.reported_deadlocks > 0, reports_cycles);
}

template <template <class, class> class Mutex>
Result simulate(const Scenario& scenario) {
  return Simulation(protocol_subject<Mutex>()).run(scenario, all_checks);
}
template <template <class, class> class Mutex>
std::string timeline(const Scenario& scenario) {
  const std::string shown = Simulation(protocol_subject<Mutex>()).show(scenario, all_checks);
  const std::size_t begin = shown.find("tick");
  return shown.substr(begin, shown.find("= runs") - begin);
}

// The smallest task set on which a form goes wrong: as RapidCheck shrinks it, and then without the tasks that only delay.
template <template <class, class> class Mutex>
Scenario smallest_failure(const Checks& checks, Kind kind) {
  Scenario smallest;
  const auto fails = [&](const Scenario& scenario) {
    return Simulation(protocol_subject<Mutex>()).run(scenario, checks).kind == kind;
  };
  rc::detail::TestParams parameters = configured();
  parameters.maxSuccess = 2000;
  const bool holds = holds_quietly(
      [&] {
        const Scenario scenario = *task_sets({.most_tasks = 5, .locks = 1});
        if (fails(scenario)) {
          smallest = scenario;
          RC_FAIL();
        }
      },
      parameters);
  EXPECT_FALSE(holds) << "no task set shows it";
  return with_fewest_tasks(smallest, fails);
}

constexpr int a = 0;
constexpr int b = 1;

}  // namespace

// --- all small scenarios -------------------------------------------------------------------------------------------------

TEST(priority_inheritance, correct_excludes_in_all_small_scenarios) {
  expect_holds(of_protocol<PriorityInheritanceMutex>(), Property::mutual_exclusion);
}
TEST(priority_inheritance, correct_progresses_in_all_small_scenarios) {
  expect_holds(of_protocol<PriorityInheritanceMutex>(), Property::progress);
}
TEST(priority_inheritance, correct_bounds_inversion_in_all_small_scenarios) {
  expect_holds(of_protocol<PriorityInheritanceMutex>(), Property::bounded_waiting);
}
TEST(priority_inheritance, correct_ceiling_excludes_in_all_small_scenarios) {
  expect_holds(of_protocol<PriorityCeilingMutex>(), Property::mutual_exclusion);
}
TEST(priority_inheritance, correct_ceiling_progresses_in_all_small_scenarios) {
  expect_holds(of_protocol<PriorityCeilingMutex>(), Property::progress);
}
TEST(priority_inheritance, correct_ceiling_bounds_inversion_in_all_small_scenarios) {
  expect_holds(of_protocol<PriorityCeilingMutex>(), Property::bounded_waiting);
}

TEST(priority_inheritance, broken_no_inheritance_inverts) {
  expect_violated(of_protocol<broken::MutexNoInheritance>(), Property::bounded_waiting, Kind::inversion,
                  "M runs with priority 2 while H of priority 3 waits");
}
TEST(priority_inheritance, broken_no_restore_keeps_what_it_inherited) {
  expect_violated(of_protocol<broken::MutexNoRestore>(), Property::bounded_waiting, Kind::restoration,
                  "L has effective priority 2, but is only entitled to 1");
}
TEST(priority_inheritance, broken_no_chain_does_not_inherit) {
  expect_violated(of_protocol<broken::MutexNoChain>(), Property::bounded_waiting, Kind::inheritance,
                  "L has effective priority 2, but a task of priority 3 waits for it");
}
TEST(priority_inheritance, broken_first_waiter_only_does_not_inherit) {
  expect_violated(of_protocol<broken::MutexFirstWaiterOnly>(), Property::bounded_waiting, Kind::inheritance,
                  "L has effective priority 2, but a task of priority 3 waits for it");
}
TEST(priority_inheritance, broken_fifo_handoff_blocks_twice) {
  expect_violated(of_protocol<broken::MutexFifoHandoff>(), Property::bounded_waiting, Kind::inversion,
                  "H is blocked by 2 critical sections of less urgent tasks, where 1 is allowed");
}
TEST(priority_inheritance, broken_spin_inside_overlaps_and_deadlocks) {
  expect_violated(of_protocol<broken::MutexSpinInside>(), Property::mutual_exclusion, Kind::overlap, "both hold");
  expect_violated(of_protocol<broken::MutexSpinInside>(), Property::progress, Kind::deadlock, "H for a");
}
TEST(priority_inheritance, broken_no_ceiling_check_deadlocks) {
  expect_violated(of_protocol<broken::MutexNoCeilingCheck>(), Property::progress, Kind::deadlock, "L for b");
  expect_violated(of_protocol<broken::MutexNoCeilingCheck>(), Property::bounded_waiting, Kind::inversion,
                  "H is blocked by 2 critical sections");
}
TEST(priority_inheritance, broken_ceiling_not_strict_blocks_twice) {
  expect_violated(of_protocol<broken::MutexCeilingNotStrict>(), Property::bounded_waiting, Kind::inversion,
                  "H is blocked by 2 critical sections");
  expect_violated(of_protocol<broken::MutexCeilingNotStrict>(), Property::progress, Kind::deadlock, "L for b");
}
TEST(priority_inheritance, broken_low_ceiling_deadlocks_and_blocks_twice) {
  expect_violated(of_protocol<broken::MutexLowCeiling>(), Property::progress, Kind::deadlock, "L for b");
  expect_violated(of_protocol<broken::MutexLowCeiling>(), Property::bounded_waiting, Kind::inversion,
                  "H is blocked by 2 critical sections");
}

// No budget, no verdict.
TEST(priority_inheritance, correct_without_budget_is_not_refuted) {
  const Report report = of_protocol<PriorityInheritanceMutex>().explore(Property::progress, 0, true);
  EXPECT_EQ(report.outcome, Outcome::not_refuted);
  EXPECT_FALSE(report.complete);
}

// --- larger task sets, at random -----------------------------------------------------------------------------------------

TEST(priority_inheritance, correct_bounds_blocking_in_nested_task_sets) {
  expect_nothing_goes_wrong<PriorityInheritanceMutex>({.most_tasks = 6, .locks = 3});
}
TEST(priority_inheritance, correct_keeps_its_invariants_with_timeouts_cycles_and_equal_priorities) {
  expect_nothing_goes_wrong<PriorityInheritanceMutex>(
      {.most_tasks = 6, .locks = 3, .ordered = false, .timeouts = true, .distinct = false});
}
TEST(priority_inheritance, correct_ceiling_blocks_once_in_any_order_of_locks) {
  expect_nothing_goes_wrong<PriorityCeilingMutex>({.most_tasks = 6, .locks = 3, .ordered = false});
}
TEST(priority_inheritance, correct_ceiling_keeps_its_invariants_with_timeouts_and_equal_priorities) {
  expect_nothing_goes_wrong<PriorityCeilingMutex>(
      {.most_tasks = 6, .locks = 3, .ordered = false, .timeouts = true, .distinct = false});
}

TEST(priority_inheritance, broken_no_inheritance_shrinks_to_three_tasks) {
  const Scenario smallest = smallest_failure<broken::MutexNoInheritance>({.inversion = true}, Kind::inversion);
  EXPECT_LE(smallest.tasks.size(), 3U) << text(smallest);
}
TEST(priority_inheritance, broken_no_restore_shrinks_to_two_tasks) {
  const Scenario smallest = smallest_failure<broken::MutexNoRestore>(all_checks, Kind::restoration);
  EXPECT_LE(smallest.tasks.size(), 2U) << text(smallest);
}

// --- the simulator, and single schedules ----------------------------------------------------------------------------------

TEST(priority_inheritance, correct_lets_the_owner_run_before_a_bystander) {
  const Scenario scenario{.tasks = {{"L", 1, 0, {lock(a), run(3), unlock(a), run(1)}},
                                    {"M", 2, 2, {run(2)}},
                                    {"H", 3, 1, {lock(a), run(1), unlock(a)}}},
                          .locks = 1};
  EXPECT_EQ(timeline<PriorityInheritanceMutex>(scenario),
            "tick  0    5\n"
            "H     .ww#\n"
            "M     ..--==\n"
            "L     #^^---=\n");
}

// H waits for M, which waits for L.
TEST(priority_inheritance, correct_inherits_along_a_chain) {
  const Scenario scenario{.tasks = {{"L", 1, 0, {lock(a), run(4), unlock(a), run(1)}},
                                    {"M", 2, 1, {lock(b), run(1), lock(a), run(1), unlock(a), unlock(b)}},
                                    {"H", 3, 3, {lock(b), run(1), unlock(b)}}},
                          .locks = 2};
  EXPECT_EQ(simulate<PriorityInheritanceMutex>(scenario).kind, Kind::none);
  EXPECT_EQ(timeline<PriorityInheritanceMutex>(scenario),
            "tick  0    5\n"
            "H     ...www#\n"
            "M     .#www^-\n"
            "L     #+^^^--=\n");
}

// Both waiters count, and the more urgent one comes first.
TEST(priority_inheritance, correct_serves_several_waiters_by_priority) {
  const Scenario scenario{.tasks = {{"L", 1, 0, {lock(a), run(3), unlock(a)}},
                                    {"M", 2, 1, {lock(a), run(1), unlock(a)}},
                                    {"H", 3, 2, {lock(a), run(1), unlock(a)}}},
                          .locks = 1};
  EXPECT_EQ(timeline<PriorityInheritanceMutex>(scenario),
            "tick  0\n"
            "H     ..w#\n"
            "M     .www#\n"
            "L     #^^--\n");
}

// What remains held keeps its own donation: after the release of a, M still waits for b.
TEST(priority_inheritance, correct_restores_in_any_order_of_release) {
  const Scenario scenario{
      .tasks = {{"L", 1, 0, {lock(b), run(1), lock(a), run(3), unlock(a), run(2), unlock(b), run(1)}},
                {"M", 2, 2, {lock(b), run(1), unlock(b)}},
                {"H", 3, 3, {lock(a), run(1), unlock(a)}}},
      .locks = 2};
  EXPECT_EQ(simulate<PriorityInheritanceMutex>(scenario).kind, Kind::none);
  EXPECT_EQ(timeline<PriorityInheritanceMutex>(scenario),
            "tick  0    5\n"
            "H     ...w#\n"
            "M     ..wwwww#\n"
            "L     ##^^+^^-=\n");
}

// H gives up, and L is only as urgent as itself again: M runs.
TEST(priority_inheritance, correct_takes_a_donation_back_when_the_time_is_over) {
  const Scenario scenario{.tasks = {{"L", 1, 0, {lock(a), run(5), unlock(a)}},
                                    {"M", 2, 2, {run(2)}},
                                    {"H", 3, 1, {try_lock_for(a, 2), run(1), unlock(a), run(1)}}},
                          .locks = 1};
  const Result result = simulate<PriorityInheritanceMutex>(scenario);
  EXPECT_EQ(result.kind, Kind::none);
  EXPECT_EQ(result.timed_out, 1);
  EXPECT_EQ(timeline<PriorityInheritanceMutex>(scenario),
            "tick  0    5\n"
            "H     .ww=\n"
            "M     ..--==\n"
            "L     #^^+++##\n");
}

TEST(priority_inheritance, correct_reports_a_cycle_instead_of_waiting) {
  const Scenario scenario{.tasks = {{"L", 1, 0, {lock(a), run(2), lock(b), run(1), unlock(b), unlock(a)}},
                                    {"H", 2, 1, {lock(b), run(1), lock(a), run(1), unlock(a), unlock(b)}}},
                          .locks = 2};
  const Result result = simulate<PriorityInheritanceMutex>(scenario);
  EXPECT_EQ(result.reported_deadlocks, 1);
  EXPECT_EQ(result.end, End::finished);
  // The ceiling protocol does not let it come to that.
  const Result with_ceilings = simulate<PriorityCeilingMutex>(scenario);
  EXPECT_EQ(with_ceilings.reported_deadlocks, 0);
  EXPECT_EQ(with_ceilings.end, End::finished);
}

// A free lock is refused, and that prevents the deadlock of the scenario above.
TEST(priority_inheritance, correct_ceiling_refuses_a_free_lock) {
  const Scenario scenario{.tasks = {{"L", 1, 0, {lock(a), run(1), lock(b), run(1), unlock(b), unlock(a)}},
                                    {"H", 2, 1, {lock(b), run(1), lock(a), run(1), unlock(a), unlock(b)}}},
                          .locks = 2};
  EXPECT_EQ(timeline<PriorityCeilingMutex>(scenario),
            "tick  0\n"
            "H     .w##\n"
            "L     #^--\n");
}

// The reason why a lock is not handed over: H would wait for M, which has not even run.
TEST(priority_inheritance, correct_lets_the_more_urgent_one_take_it_again) {
  const Scenario scenario{.tasks = {{"L", 1, 0, {lock(a), run(3), unlock(a)}},
                                    {"M", 2, 1, {lock(a), run(1), unlock(a)}},
                                    {"H", 3, 2, {lock(a), run(1), unlock(a), run(1), lock(a), run(1), unlock(a)}}},
                          .locks = 1};
  EXPECT_EQ(simulate<PriorityInheritanceMutex>(scenario).kind, Kind::none);
  EXPECT_EQ(timeline<PriorityInheritanceMutex>(scenario),
            "tick  0    5\n"
            "H     ..w#=#\n"
            "M     .www--#\n"
            "L     #^^----\n");
}

}  // namespace turnstile::uniprocessor
