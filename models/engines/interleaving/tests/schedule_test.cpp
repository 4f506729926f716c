#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/engines/interleaving/tests/printing.hpp"
#include "models/engines/interleaving/tests/schedules.hpp"

namespace turnstile::interleaving {

namespace {

TEST(support, schedule_says_what_it_does) {
  EXPECT_EQ(Schedule{}.text(), "no preemption; turns of 64");
  const Schedule schedule{.preemptions = {{.after = 2, .to = 0}, {.after = 3, .to = 1}}, .quantum = 5};
  EXPECT_EQ(schedule.text(), "preempt after 2 to other 0, after 3 to other 1; turns of 5");
}

TEST(support, schedule_goes_on_with_turns) {
  const Schedule schedule{.preemptions = {{.after = 2, .to = 1}}, .quantum = 5};
  EXPECT_EQ(schedule.preemption(0), (Preemption{.after = 2, .to = 1}));
  EXPECT_EQ(schedule.preemption(1), (Preemption{.after = 5, .to = 0}));
  EXPECT_EQ(schedule.preemption(1000), (Preemption{.after = 5, .to = 0}));
}

// Otherwise shrinking might go round in circles.
RC_GTEST_PROP(support, simpler_schedules_are_simpler, ()) {
  const Schedule schedule = *schedules(3);
  for (const Schedule& other : simpler(schedule)) RC_ASSERT(complexity(other) < complexity(schedule));
}

RC_GTEST_PROP(support, simplest_schedule_is_the_only_one_that_cannot_be_simpler, ()) {
  const Schedule schedule = *schedules(3);
  RC_ASSERT(simpler(schedule).empty() == (schedule == Schedule{}));
}

TEST(support, neighbours_merge) {
  const Schedule schedule{.preemptions = {{.after = 1, .to = 0}, {.after = 2, .to = 1}, {.after = 4, .to = 0}}};
  const auto simpler_ones = simpler(schedule);
  const auto offers = [&](const Schedule& s) { return std::ranges::find(simpler_ones, s) != simpler_ones.end(); };
  EXPECT_TRUE(offers({.preemptions = {{.after = 3, .to = 1}, {.after = 4, .to = 0}}}));
  EXPECT_TRUE(offers({.preemptions = {{.after = 1, .to = 0}, {.after = 6, .to = 0}}}));
  EXPECT_TRUE(offers({.preemptions = {{.after = 5, .to = 0}}}));  // the thread in between is left out
}

TEST(support, every_schedule_is_listed_once) {
  std::set<std::string> listed;
  int count = 0;
  for_each_schedule(3, 2, 4, 7, [&](const Schedule& schedule) {
    EXPECT_EQ(schedule.preemptions.size(), 2U);
    EXPECT_EQ(schedule.quantum, 7);
    listed.insert(schedule.text());
    ++count;
  });
  EXPECT_EQ(count, (4 * 2) * (4 * 2));
  EXPECT_EQ(listed.size(), static_cast<std::size_t>(count));
}

// As if no execution lasted longer than five operations.
TEST(support, what_does_not_come_to_pass_is_not_tried_again) {
  const auto in_five_operations = [](const Schedule& schedule) {
    std::size_t count = 0;
    int operations = 0;
    for (const auto& [after, to] : schedule.preemptions) {
      operations += after;
      if (operations > 5) break;
      ++count;
    }
    return count;
  };
  std::set<std::string> happened;
  int count = 0;
  for_each_different_schedule(3, 3, 4, 64, [&](const Schedule& schedule) {
    Schedule what_happens = schedule;
    what_happens.preemptions.resize(in_five_operations(schedule));
    happened.insert(what_happens.text());
    ++count;
    return in_five_operations(schedule);
  });
  EXPECT_EQ(happened.size(), static_cast<std::size_t>(count)) << "nothing happens twice";
  std::set<std::string> all;
  for_each_schedule(3, 3, 4, 64, [&](const Schedule& schedule) {
    Schedule what_happens = schedule;
    what_happens.preemptions.resize(in_five_operations(schedule));
    all.insert(what_happens.text());
  });
  EXPECT_EQ(happened, all);
  EXPECT_LT(count, 8 * 8 * 8);
}

TEST(support, no_preemptions_are_one_schedule) {
  int count = 0;
  for_each_schedule(2, 0, 4, longest_quantum, [&](const Schedule& schedule) {
    EXPECT_EQ(schedule, Schedule{});
    ++count;
  });
  EXPECT_EQ(count, 1);
}

// RapidCheck scales numbers with its size, which is small here: the whole range must come all the same.
TEST(support, random_schedules_reach_the_ends_of_their_ranges) {
  std::set<int> after;
  std::set<int> to;
  std::set<int> quanta;
  std::set<std::size_t> lengths;
  const rc::Gen<Schedule> any = schedules(3);
  rc::Random random(1);
  for (int i = 0; i < 2000; ++i) {
    const Schedule schedule = any(random.split(), 5).value();
    lengths.insert(schedule.preemptions.size());
    quanta.insert(schedule.quantum);
    for (const Preemption& preemption : schedule.preemptions) {
      after.insert(preemption.after);
      to.insert(preemption.to);
    }
  }
  EXPECT_EQ(after.size(), static_cast<std::size_t>(longest_stretch));
  EXPECT_EQ(*after.rbegin(), longest_stretch - 1);
  EXPECT_EQ(to, (std::set<int>{0, 1}));
  EXPECT_EQ(quanta.size(), 17U);
  EXPECT_EQ(*quanta.rbegin(), longest_quantum);
  EXPECT_EQ(*quanta.begin(), 1);
  EXPECT_EQ(lengths, (std::set<std::size_t>{0, 1, 2, 3, 4, 5}));  // up to RapidCheck's size
}

}  // namespace

}  // namespace turnstile::interleaving
