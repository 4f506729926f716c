// The search: it runs as many schedules as it says, reports the worst, and ends in the easiest failure.
#include "proptests/support/explore.hpp"

#include <string>

#include <gtest/gtest.h>

#include "algorithms/peterson/broken_turn_first.hpp"
#include "algorithms/peterson/peterson.hpp"
#include "models/clients/programs.hpp"
#include "models/engines/interleaving/easiest.hpp"
#include "models/engines/interleaving/tests/printing.hpp"
#include "models/engines/interleaving/tests/script.hpp"

namespace turnstile::interleaving {

namespace {

template <template <class> class Lock>
Question about_overlap() {
  return {.program = programs_of<Lock, Platform>().of(clients::occupancy), .mix = Mix::all(2, 2)};
}

TEST(support, as_many_schedules_are_run_as_are_asked_for) {
  for (const int schedules : {1, 10, 777}) {
    const Report report = explore(about_overlap<PetersonLock>(), schedules, 1);
    EXPECT_FALSE(report.failure);
    EXPECT_EQ(report.tally.executions, static_cast<std::uint64_t>(schedules));
  }
}

TEST(support, shrinking_ends_in_the_minimum_whatever_the_seed) {
  const Question question = about_overlap<broken::PetersonTurnFirst>();
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Report report = explore(question, 10'000, seed);
    EXPECT_EQ(report.kind(), Kind::overlap);
    EXPECT_EQ(report.switches(), 2);
    const std::string found = text(report, question.mix);
    EXPECT_NE(found.find("Schedule: preempt after 1 to other 0, after 4 to other 0; turns of 64."), std::string::npos)
        << found << how_to_repeat(report);
  }
}

TEST(support, clumsy_schedule_becomes_the_easiest_one) {
  const Question question = about_overlap<broken::PetersonTurnFirst>();
  Executor executor(question.program, question.mix, {});
  const Schedule clumsy{
      .preemptions = {{.after = 1, .to = 0}, {.after = 3, .to = 0}, {.after = 1, .to = 0}, {.after = 1, .to = 0}},
      .quantum = 7};
  const Ending ending = executor.execute(clumsy);
  ASSERT_EQ(ending.kind, Kind::overlap);
  const Failure failure = failure_under(executor, ending, clumsy);
  EXPECT_EQ(failure.switches(), 4);
  EXPECT_EQ(easiest(executor, failure).switches(), 2);
}

// Two things can go wrong, and the worse one needs a switch at one point.
struct TwoWrongs : Script {
  using Script::Script;
  void thread(int self) override {
    if (self == 0) {
      x.store(1, relaxed);
      x.store(2, relaxed);
      return;
    }
    const int seen = x.load(relaxed);
    if (seen == 0) Platform::violated(Kind::bypass);
    if (seen == 1) Platform::violated(Kind::overlap);
  }
  Platform::atomic<int> x{0};
};

TEST(support, worst_kind_is_reported) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Report report = explore({.program = &place<TwoWrongs>, .mix = Mix::all(2, 1)}, 1000, seed);
    EXPECT_EQ(report.kind(), Kind::overlap) << "seed " << seed;
    EXPECT_EQ(report.switches(), 1) << "seed " << seed;
  }
}

TEST(support, claim_of_too_low_a_bypass_is_refuted) {
  Question question{.program = programs_of<PetersonLock, Platform>().of(clients::bypass), .mix = Mix::all(2, 2)};
  question.claimed_bypass = 1;
  EXPECT_EQ(explore(question, 1000, 1).kind(), Kind::none);
  question.claimed_bypass = 0;
  EXPECT_EQ(explore(question, 1000, 1).kind(), Kind::bypass);
}

struct Endless : Script {
  using Script::Script;
  void thread(int) override {
    while (!flag.load(acquire)) {
    }
  }
  Platform::atomic<bool> flag{false};
};

TEST(support, what_cannot_be_decided_is_no_pass) {
  const Report report = explore({.program = &place<Endless>, .mix = Mix::all(2, 1)}, 100, 1);
  ASSERT_TRUE(report.failure);
  EXPECT_EQ(report.kind(), Kind::none);
  EXPECT_NE(text(report, Mix::all(2, 1)).find("unknown: a loop"), std::string::npos);
}

TEST(support, report_says_how_to_repeat_it) {
  const Report report = explore(about_overlap<broken::PetersonTurnFirst>(), 1000, 42);
  EXPECT_EQ(how_to_repeat(report), "To repeat this: RC_PARAMS=\"seed=42\"\n");
}

}  // namespace

}  // namespace turnstile::interleaving
