// The counterexample that is kept: the smallest, always the same, and of the form that the test is about.
#include "proptests/support/counterexample.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "algorithms/peterson/broken_no_interest.hpp"
#include "algorithms/peterson/broken_polite_retreat.hpp"
#include "algorithms/peterson/broken_turn_first.hpp"
#include "algorithms/tsl/tsl.hpp"
#include "models/counterexample/json.hpp"
#include "models/engines/interleaving/platform.hpp"
#include "models/engines/interleaving/replay.hpp"
#include "models/engines/interleaving/tests/printing.hpp"

namespace turnstile::interleaving {

namespace {

using counterexample::Artifact;

Question about_overlap() {
  return {.program = programs<broken::PetersonTurnFirst>().of(clients::occupancy),
          .client = &clients::occupancy,
          .mix = Mix::all(2, 2)};
}
Question about_hangs() {
  return {.program = programs<broken::PetersonNoInterest>().of(clients::progress),
          .client = &clients::progress,
          .mix = Mix::all(2, 2),
          .at_hang = AtHang::violated};
}
Question about_overtaking(MakeProgram program, int threads, int claimed) {
  return {.program = program, .client = &clients::bypass, .mix = Mix::all(threads, 3), .claimed_bypass = claimed};
}

// There is one.
Artifact found_of(const Question& question, Kind kind) {
  const std::optional<Artifact> artifact = smallest_counterexample(question, kind);
  EXPECT_TRUE(artifact) << name(kind);
  return artifact.value_or(Artifact{});
}

TEST(support, counterexample_has_the_same_bytes_whatever_the_seed) {
  for (const Question& question : {about_overlap(), about_hangs()}) {
    std::set<std::string> found;
    for (const std::uint64_t seed : {1U, 2U}) {
      const Kind kind = explore(question, 10'000, seed).kind();
      found.insert(to_json(found_of(question, kind)));
    }
    EXPECT_EQ(found.size(), 1U);
  }
}

TEST(support, counterexample_has_the_fewest_threads_and_rounds) {
  EXPECT_EQ(found_of(about_overlap(), Kind::overlap).mix, Mix::all(2, 1));
  Mix alone = Mix::all(2, 1);
  alone[0] = 0;
  EXPECT_EQ(found_of(about_hangs(), Kind::remainder_blocks).mix, alone);
}

TEST(support, there_is_no_counterexample_of_what_does_not_happen) {
  EXPECT_EQ(smallest_counterexample(about_overlap(), Kind::deadlock), std::nullopt);
}

// Three threads that overtake six times are two that do so three times, in a round of one and three of the other.
TEST(support, claim_about_bypass_is_refuted_with_fewer_threads) {
  const Artifact artifact =
      found_of(about_overtaking(programs<TestAndSetLock>().of(clients::bypass), 3, 5), Kind::bypass);
  EXPECT_EQ(artifact.mix.text(), "1,3");
  EXPECT_EQ(artifact.claim, (counterexample::BypassClaim{.at_most = 2, .of_class = "thread"}));
}

TEST(support, counterexample_is_short_and_violates_when_it_is_run_again) {
  const Question question = about_overtaking(programs<broken::PetersonPoliteRetreat>().of(clients::bypass), 2, 2);
  const Artifact artifact = found_of(question, Kind::bypass);
  EXPECT_LE(counterexample::shared_events(artifact.events), 20);
  EXPECT_LE(counterexample::context_switches(artifact.events), 4);
  const counterexample::Replayed replayed = replay(artifact, question.program);
  EXPECT_EQ(replayed.end, counterexample::Replayed::End::violates) << replayed.reason;
}

// --- whose code it is --------------------------------------------------------------------------------------------------

Trace trace_in(const std::vector<std::string>& files) {
  Trace trace(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) trace[i].file = files[i];
  return trace;
}

TEST(support, form_is_told_from_the_code_that_ran) {
  const Trace broken = trace_in({"models/clients/client.hpp", "algorithms/tsl/broken_spin_wait.hpp", ""});
  EXPECT_EQ(variant_of(broken, "tsl", "broken_spin_wait_hangs"), "broken_spin_wait");
  EXPECT_EQ(variant_of(trace_in({"algorithms/tsl/tsl.hpp"}), "tsl", "correct_hangs"), "correct");
  EXPECT_EQ(variant_of(trace_in({"algorithms/tsl/tsl_ttas.hpp"}), "tsl", "correct_ttas_hangs"), "correct_ttas");
  EXPECT_EQ(variant_of(trace_in({"algorithms/thread_scheduler.hpp", "algorithms/tsl/tsl.hpp"}), "tsl", "correct_hangs"),
            "correct");
}

TEST(support, form_that_does_not_fit_the_test_is_none) {
  const Trace broken = trace_in({"algorithms/tsl/broken_spin_wait.hpp"});
  EXPECT_EQ(variant_of(broken, "tsl", "broken_spin_hangs"), std::nullopt);
  EXPECT_EQ(variant_of(broken, "tsl", "broken_spin_waits"), std::nullopt);
  EXPECT_EQ(variant_of(broken, "cas", "broken_spin_wait_hangs"), std::nullopt);
  EXPECT_EQ(variant_of(trace_in({"algorithms/tsl/tsl.hpp"}), "tsl", "broken_spin_wait_hangs"), std::nullopt);
  EXPECT_EQ(variant_of(trace_in({"algorithms/platform.hpp"}), "tsl", "correct_hangs"), std::nullopt);
  EXPECT_EQ(variant_of(trace_in({"algorithms/tsl/tsl.hpp", "algorithms/tsl/tsl_ttas.hpp"}), "tsl", "correct_hangs"),
            std::nullopt);
}

// --- files -------------------------------------------------------------------------------------------------------------

class KeptCounterexamples : public testing::Test {
 public:
  KeptCounterexamples() { std::filesystem::create_directories(directory_); }
  ~KeptCounterexamples() override { std::filesystem::remove_all(directory_); }

 protected:
  static Artifact named(Artifact artifact) {
    artifact.algorithm = "peterson";
    artifact.variant = "broken_no_interest";
    return artifact;
  }
  [[nodiscard]] std::string kept() const {
    return to_json(
        counterexample::read((directory_ / "peterson.broken_no_interest.progress.interleavings.json").string()));
  }

  const std::filesystem::path directory_ =
      std::filesystem::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(KeptCounterexamples, worst_kind_is_kept_in_whatever_order_they_come) {
  const Artifact worse = named(found_of(about_hangs(), Kind::deadlock));
  const Artifact other = named(found_of(about_hangs(), Kind::remainder_blocks));
  for (const Artifact* artifact : {&worse, &other, &worse}) {
    keep(*artifact, directory_.string());
    EXPECT_EQ(kept(), to_json(worse));
  }
  std::filesystem::remove_all(directory_);
  std::filesystem::create_directories(directory_);
  keep(other, directory_.string());
  EXPECT_EQ(kept(), to_json(other));
  keep(worse, directory_.string());
  EXPECT_EQ(kept(), to_json(worse));
}

TEST_F(KeptCounterexamples, smaller_one_is_kept) {
  const Artifact smaller = named(found_of(about_hangs(), Kind::deadlock));
  Artifact larger = smaller;
  larger.events.push_back(larger.events.back());
  EXPECT_TRUE(preferred(smaller, larger));
  EXPECT_FALSE(preferred(larger, smaller));
  EXPECT_FALSE(preferred(smaller, smaller));
}

TEST_F(KeptCounterexamples, text_stands_beside_the_file) {
  keep(named(found_of(about_hangs(), Kind::deadlock)), directory_.string());
  EXPECT_TRUE(std::filesystem::exists(directory_ / "peterson.broken_no_interest.progress.interleavings.txt"));
}

}  // namespace

}  // namespace turnstile::interleaving
