#include "proptests/support/checks.hpp"

#include <cstddef>

#include <gtest/gtest.h>

#include "models/clients/progress.hpp"
#include "models/clients/rows.hpp"
#include "proptests/support/counterexample.hpp"

namespace turnstile::interleaving {

namespace {

constexpr int rounds = 2;

// A test that runs fewer schedules than it promises fails.
void expect_pass(const Question& question, const Report& report) {
  EXPECT_FALSE(report.failure) << text(report, question.mix) << how_to_repeat(report);
  EXPECT_EQ(report.tally.executions, static_cast<std::uint64_t>(schedules_to_pass));
}

void expect_found(const Question& question, const Report& report, Kind kind, int most_switches) {
  const std::string found = text(report, question.mix);
  ASSERT_EQ(report.kind(), kind) << found << how_to_repeat(report);
  EXPECT_LE(report.switches(), most_switches) << found << how_to_repeat(report);
}

void expect_failure(const Question& question, const Report& report, Kind kind, int most_switches) {
  expect_found(question, report, kind, most_switches);
  if (report.kind() == kind) expect_counterexample(question, kind);
}

Report explore_exclusion(MakeProgram program, const Users& users) {
  const Question question{.program = program, .mix = Mix::all(users, rounds)};
  const Report report = explore(question);
  expect_pass(question, report);
  return report;
}

Question about_progress(const Programs& lock, const Mix& mix) {
  return {.program = lock.of(clients::progress), .client = &clients::progress, .mix = mix, .at_hang = AtHang::violated};
}

Question about_bypass(const Programs& lock, const Users& users, int rounds_of_each) {
  return {.program = lock.of(clients::bypass), .client = &clients::bypass, .mix = Mix::all(users, rounds_of_each)};
}

Question about_readers(const Programs& lock, int readers) {
  return {.program = lock.of(clients::readers_together),
          .client = &clients::readers_together,
          .mix = Mix::all(readers_and_writers(readers, 0), rounds),
          .at_hang = AtHang::violated,
          .hang_means = Kind::readers_excluded};
}

int overtaken(const Observer::Tally& tally, Role role) {
  return role == Role::writer ? tally.overtaken : tally.readers_overtaken;
}

}  // namespace

void expect_exclusion(const Programs& lock, const Users& users) {
  EXPECT_EQ(explore_exclusion(lock.of(clients::occupancy), users).tally.blocked, 0U);
  EXPECT_EQ(explore_exclusion(lock.of(clients::visibility), users).tally.blocked, 0U);
}

void expect_exclusion_until_it_hangs(const Programs& lock, const Users& users) {
  explore_exclusion(lock.of(clients::occupancy), users);
  explore_exclusion(lock.of(clients::visibility), users);
}

void expect_overlap(const Programs& lock, const Users& users, int most_switches, Kind damage) {
  const Question occupancy{
      .program = lock.of(clients::occupancy), .client = &clients::occupancy, .mix = Mix::all(users, rounds)};
  expect_failure(occupancy, explore(occupancy), Kind::overlap, most_switches);
  const Question visibility{
      .program = lock.of(clients::visibility), .client = &clients::visibility, .mix = Mix::all(users, rounds)};
  EXPECT_EQ(explore(visibility).kind(), damage);
}

void expect_progress(const Programs& lock, const Users& users) {
  for (const Mix& mix : progress_mixes(users, rounds)) {
    const Question question = about_progress(lock, mix);
    expect_pass(question, explore(question));
  }
}

void expect_hangs(const Programs& lock, const Users& users, const std::map<std::string, Kind>& worst,
                  int most_switches) {
  std::size_t hangs = 0;
  std::map<Kind, Question> about;  // the smallest counterexample is the same for all mixes
  for (const Mix& mix : progress_mixes(users, rounds)) {
    const Question question = about_progress(lock, mix);
    const Report report = explore(question);
    const auto kind = worst.find(mix.text());
    if (kind == worst.end()) {
      expect_pass(question, report);
    } else {
      expect_found(question, report, kind->second, most_switches);
      if (report.kind() == kind->second) about.emplace(kind->second, question);
      ++hangs;
    }
  }
  EXPECT_EQ(hangs, worst.size()) << "a mix was expected that there is not";
  for (const auto& [kind, question] : about) expect_counterexample(question, kind);
}

void expect_bypass(const Programs& lock, const Users& users, const std::vector<int>& by_rounds, Role role) {
  std::vector<int> found;
  for (int rounds_of_each = 1; rounds_of_each <= static_cast<int>(by_rounds.size()); ++rounds_of_each) {
    const Question question = about_bypass(lock, users, rounds_of_each);
    const Report report = explore(question);
    expect_pass(question, report);
    found.push_back(overtaken(report.tally, role));
  }
  EXPECT_EQ(found, by_rounds);
}

void expect_growing_bypass(const Programs& lock, const Users& users, const std::vector<int>& by_rounds,
                           int most_switches, Role role) {
  expect_bypass(lock, users, by_rounds, role);
  // The schedule that refutes a claim of one less.
  Question question = about_bypass(lock, users, static_cast<int>(by_rounds.size()));
  question.claimed_bypass = by_rounds.back() - 1;
  question.claimed_of = role;
  expect_failure(question, explore(question), Kind::bypass, most_switches);
}

void expect_readers_together(const Programs& lock, int readers) {
  const Question question = about_readers(lock, readers);
  expect_pass(question, explore(question));
}

void expect_readers_excluded(const Programs& lock, int readers, int most_switches) {
  const Question question = about_readers(lock, readers);
  expect_failure(question, explore(question), Kind::readers_excluded, most_switches);
}

void expect_lock_freedom(const Programs& object, int threads) {
  for (const Mix& mix : progress_mixes(threads, rounds)) {
    const Question question{.program = object.of(clients::lock_freedom),
                            .client = &clients::lock_freedom,
                            .mix = mix,
                            .at_hang = AtHang::violated,
                            .waiting_is_wrong = true};
    expect_pass(question, explore(question));
  }
}

void expect_linearizable(const Programs& object, int threads) {
  const Question question{
      .program = object.of(clients::history), .client = &clients::history, .mix = Mix::all(threads, rounds)};
  const Report report = explore(question);
  expect_pass(question, report);
  EXPECT_EQ(report.tally.blocked, 0U);
}

void expect_not_linearizable(const Programs& object, int threads, Kind kind, int most_switches) {
  const Question question{
      .program = object.of(clients::history), .client = &clients::history, .mix = Mix::all(threads, rounds)};
  expect_failure(question, explore(question), kind, most_switches);
}

}  // namespace turnstile::interleaving
