#include "proptests/support/checks.hpp"

#include <cstddef>
#include <iostream>

#include <gtest/gtest.h>

#include "models/clients/progress.hpp"

namespace turnstile::interleaving {

namespace {

constexpr int rounds = 2;

// A test that runs fewer schedules than it promises fails.
void expect_pass(const Question& question, const Report& report) {
  EXPECT_FALSE(report.failure) << text(report, question.mix) << how_to_repeat(report);
  EXPECT_EQ(report.tally.executions, static_cast<std::uint64_t>(schedules_to_pass));
}

void expect_failure(const Question& question, const Report& report, Kind kind, int most_switches) {
  const std::string found = text(report, question.mix);
  ASSERT_EQ(report.kind(), kind) << found << how_to_repeat(report);
  EXPECT_LE(report.switches(), most_switches) << found << how_to_repeat(report);
  std::cout << found << '\n';
}

Report explore_exclusion(MakeProgram program, int threads) {
  const Question question{.program = program, .mix = Mix::all(threads, rounds)};
  const Report report = explore(question);
  expect_pass(question, report);
  return report;
}

Question about_progress(const Programs& lock, const Mix& mix) {
  return {.program = lock.progress, .mix = mix, .at_hang = AtHang::violated};
}

Question about_bypass(const Programs& lock, int threads, int rounds_of_each) {
  return {.program = lock.bypass, .mix = Mix::all(threads, rounds_of_each)};
}

}  // namespace

void expect_exclusion(const Programs& lock, int threads) {
  EXPECT_EQ(explore_exclusion(lock.occupancy, threads).tally.blocked, 0U);
  EXPECT_EQ(explore_exclusion(lock.visibility, threads).tally.blocked, 0U);
}

void expect_exclusion_until_it_hangs(const Programs& lock, int threads) {
  explore_exclusion(lock.occupancy, threads);
  explore_exclusion(lock.visibility, threads);
}

void expect_overlap(const Programs& lock, int threads, int most_switches) {
  const Question occupancy{.program = lock.occupancy, .mix = Mix::all(threads, rounds)};
  expect_failure(occupancy, explore(occupancy), Kind::overlap, most_switches);
  const Question visibility{.program = lock.visibility, .mix = Mix::all(threads, rounds)};
  EXPECT_EQ(explore(visibility).kind(), Kind::lost_update);
}

void expect_progress(const Programs& lock, int threads) {
  for (const Mix& mix : progress_mixes(threads, rounds)) {
    const Question question = about_progress(lock, mix);
    expect_pass(question, explore(question));
  }
}

void expect_hangs(const Programs& lock, int threads, const std::map<std::string, Kind>& worst, int most_switches) {
  std::size_t hangs = 0;
  for (const Mix& mix : progress_mixes(threads, rounds)) {
    const Question question = about_progress(lock, mix);
    const Report report = explore(question);
    const auto kind = worst.find(mix.text());
    if (kind == worst.end()) {
      expect_pass(question, report);
    } else {
      expect_failure(question, report, kind->second, most_switches);
      ++hangs;
    }
  }
  EXPECT_EQ(hangs, worst.size()) << "a mix was expected that there is not";
}

void expect_bypass(const Programs& lock, int threads, const std::vector<int>& by_rounds) {
  std::vector<int> found;
  for (int rounds_of_each = 1; rounds_of_each <= static_cast<int>(by_rounds.size()); ++rounds_of_each) {
    const Question question = about_bypass(lock, threads, rounds_of_each);
    const Report report = explore(question);
    expect_pass(question, report);
    found.push_back(report.tally.overtaken);
  }
  EXPECT_EQ(found, by_rounds);
}

void expect_growing_bypass(const Programs& lock, int threads, const std::vector<int>& by_rounds, int most_switches) {
  expect_bypass(lock, threads, by_rounds);
  // What a claim of one less is refuted by.
  Question question = about_bypass(lock, threads, static_cast<int>(by_rounds.size()));
  question.claimed_bypass = by_rounds.back() - 1;
  expect_failure(question, explore(question), Kind::bypass, most_switches);
}

}  // namespace turnstile::interleaving
