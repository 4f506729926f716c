// How Relacy's results become a verdict, and how they travel: with results made up by hand.
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "models/clients/rows.hpp"
#include "models/engines/relacy/check.hpp"
#include "models/engines/relacy/wire.hpp"
#include "models/engines/uniprocessor/check.hpp"

namespace turnstile::relacy {
namespace {

using End = Result::End;

Result found(Kind kind) {
  Result result;
  result.end = End::violated;
  result.kind = kind;
  return result;
}

Result passed(std::uint64_t executions = 10, int overtaken = 0) {
  Result result;
  result.end = End::searched;
  result.tally.executions = executions;
  result.tally.overtaken = overtaken;
  return result;
}

// Never called: what is asked of here answers by itself.
Program* some(void*, const Mix&, const Context&) { return nullptr; }

class VerdictTest : public ::testing::Test {
 protected:
  VerdictTest() {
    stem_.name = "made_up";
    variant_.name = "correct";
    promise({.mutual_exclusion = holds(), .progress = holds(), .bounded_waiting = bypass_at_most(1)});
    variant_.programs = {{&clients::occupancy, some},
                         {&clients::visibility, some},
                         {&clients::progress, some},
                         {&clients::bypass, some}};
  }

  Verdict ask(Property property, const Simulator& simulate, int rounds = 2) {
    return relacy::check({.stem = &stem_,
                          .variant = &variant_,
                          .property = property,
                          .party = party_,
                          .rounds = rounds,
                          .scheduler = scheduler_,
                          .budget_seconds = budget_,
                          .thorough = thorough_},
                         simulate, shrink_);
  }

  Stem stem_;
  Variant variant_;
  void promise(const Contract& contract) { variant_.contract = contract; }

  Party party_ = {.threads = 2};
  std::optional<Scheduler> scheduler_;
  double budget_ = 60;
  bool thorough_ = true;
  Shrinker shrink_ = [](const counterexample::Artifact&, double) -> counterexample::Artifact {
    throw std::logic_error("nothing here can be run again");
  };
};

TEST_F(VerdictTest, nothing_found_is_not_refuted_and_never_holds) {
  const Verdict v = ask(Property::mutual_exclusion, [](const Simulation&) { return passed(); });
  EXPECT_EQ(v.outcome, Outcome::not_refuted);
  EXPECT_EQ(v.executions, 10 * v.runs.size());
  EXPECT_FALSE(v.complete) << "the full search was of smaller bounds";
}

TEST_F(VerdictTest, complete_is_a_full_search_of_these_bounds_to_its_end) {
  scheduler_ = Scheduler::full;
  EXPECT_TRUE(ask(Property::mutual_exclusion, [](const Simulation&) { return passed(); }).complete);
  const auto gives_up_once = [](const Simulation& s) {
    Result result = passed();
    if (s.client == &clients::visibility) result.end = End::out_of_budget;
    return result;
  };
  const Verdict v = ask(Property::mutual_exclusion, gives_up_once);
  EXPECT_EQ(v.outcome, Outcome::not_refuted);
  EXPECT_FALSE(v.complete);
  scheduler_ = Scheduler::bound;
  EXPECT_FALSE(ask(Property::mutual_exclusion, [](const Simulation&) { return passed(); }).complete);
}

TEST_F(VerdictTest, executions_that_were_cut_are_not_complete) {
  scheduler_ = Scheduler::full;
  const auto cut = [](const Simulation&) {
    Result result = passed();
    result.tally.cut = 1;
    return result;
  };
  EXPECT_FALSE(ask(Property::mutual_exclusion, cut).complete);
}

TEST_F(VerdictTest, an_unknown_result_is_an_unknown_verdict_with_its_reason) {
  const auto crash = [](const Simulation& s) {
    if (s.search.scheduler != Scheduler::random) return passed();
    Result result;
    result.reason = "it crashed";
    return result;
  };
  const Verdict v = ask(Property::progress, crash);
  EXPECT_EQ(v.outcome, Outcome::unknown);
  EXPECT_EQ(v.reason, "it crashed");
  EXPECT_FALSE(v.complete);
}

TEST_F(VerdictTest, without_budget_nothing_is_simulated_and_nothing_claimed) {
  budget_ = 0;
  const Verdict v = ask(Property::progress, [](const Simulation&) -> Result { throw std::logic_error("simulated"); });
  EXPECT_EQ(v.outcome, Outcome::not_refuted);
  EXPECT_EQ(v.executions, 0U);
  EXPECT_FALSE(v.complete);
}

TEST_F(VerdictTest, a_violation_outweighs_an_unknown_result) {
  const auto both = [](const Simulation& s) { return s.mix[0] == 0 ? Result{} : found(Kind::deadlock); };
  EXPECT_EQ(ask(Property::progress, both).outcome, Outcome::violated);
}

TEST_F(VerdictTest, an_overlap_outranks_a_data_race) {
  const auto either = [](const Simulation& s) {
    return found(s.client == &clients::occupancy ? Kind::overlap : Kind::data_race);
  };
  EXPECT_EQ(ask(Property::mutual_exclusion, either).kind, Kind::overlap);
  const auto race = [](const Simulation& s) {
    return s.client == &clients::occupancy ? passed() : found(Kind::data_race);
  };
  EXPECT_EQ(ask(Property::mutual_exclusion, race).kind, Kind::data_race);
}

TEST_F(VerdictTest, a_deadlock_of_one_mix_outranks_the_remainder_of_another) {
  const auto by_mix = [](const Simulation& s) {
    return found(s.mix[0] == s.mix[1] ? Kind::deadlock : Kind::remainder_blocks);
  };
  const Verdict v = ask(Property::progress, by_mix);
  EXPECT_EQ(v.kind, Kind::deadlock);
}

TEST_F(VerdictTest, a_bypass_that_grows_with_the_rounds_is_violated) {
  std::vector<int> claims;
  const auto grows = [&](const Simulation& s) {
    if (s.settings.claimed_bypass >= 0) claims.push_back(s.settings.claimed_bypass);
    return passed(1, s.mix.most());
  };
  const Verdict v = ask(Property::bounded_waiting, grows, 3);
  EXPECT_EQ(v.kind, Kind::bypass);
  EXPECT_EQ(v.bypass.at("thread").bound, std::nullopt);
  EXPECT_EQ(v.bypass.at("thread").by_rounds, (std::map<int, int>{{1, 1}, {2, 2}, {3, 3}}));
  ASSERT_FALSE(claims.empty());
  EXPECT_EQ(claims.front(), 2) << "the counterexample refutes one less than was measured";
}

TEST_F(VerdictTest, a_bypass_that_stays_is_a_bound) {
  const auto stays = [](const Simulation& s) { return passed(1, std::min(s.mix.most(), 2)); };
  const Verdict v = ask(Property::bounded_waiting, stays, 3);
  EXPECT_EQ(v.outcome, Outcome::not_refuted);
  EXPECT_EQ(v.bypass.at("thread").bound, 2);
  EXPECT_FALSE(v.bypass.at("thread").exact);
}

TEST_F(VerdictTest, each_class_of_threads_has_its_own_bypass) {
  party_ = {.threads = 3, .readers = 2};
  std::vector<Role> claims;
  const auto readers_grow = [&](const Simulation& s) {
    if (s.settings.claimed_bypass >= 0) claims.push_back(s.settings.claimed_of);
    Result result = passed(1, 2);
    result.tally.readers_overtaken = s.mix.most();
    return result;
  };
  const Verdict v = ask(Property::bounded_waiting, readers_grow, 3);
  EXPECT_EQ(v.kind, Kind::bypass);
  EXPECT_EQ(v.bounds.mix, "2R1W");
  EXPECT_EQ(v.bypass.at("writer").bound, 2);
  EXPECT_EQ(v.bypass.at("reader").bound, std::nullopt);
  ASSERT_FALSE(claims.empty());
  EXPECT_EQ(claims.front(), Role::reader);
}

TEST_F(VerdictTest, readers_meet_without_writers_and_a_hang_means_that_they_are_excluded) {
  party_ = {.threads = 3, .readers = 2};
  variant_.programs.add({&clients::readers_together, some});
  std::vector<Mix> mixes;
  const auto hang = [&](const Simulation& s) {
    if (s.client != &clients::readers_together) return passed();
    mixes.push_back(s.mix);
    return found(s.settings.hang_means);
  };
  EXPECT_EQ(ask(Property::mutual_exclusion, hang).kind, Kind::readers_excluded);
  ASSERT_FALSE(mixes.empty());
  for (const Mix& mix : mixes) EXPECT_EQ(mix.readers, mix.threads);
}

TEST_F(VerdictTest, of_what_is_lock_free_waiting_is_a_violation) {
  variant_.programs = {{&clients::lock_freedom, some}, {&clients::history, some}};
  promise({.progress = holds(), .linearizability = holds()});
  bool waiting_is_wrong = true;
  const auto note = [&](const Simulation& s) {
    waiting_is_wrong &= s.settings.waiting_is_wrong == (s.client == &clients::lock_freedom);
    return passed();
  };
  EXPECT_EQ(ask(Property::progress, note).outcome, Outcome::not_refuted);
  EXPECT_EQ(ask(Property::linearizability, note).outcome, Outcome::not_refuted);
  EXPECT_TRUE(waiting_is_wrong);
}

TEST_F(VerdictTest, a_bounded_search_that_does_not_end_is_followed_by_one_with_one_round) {
  std::vector<std::string> searches;
  const auto long_with_two = [&](const Simulation& s) {
    searches.push_back(s.search.text() + " " + s.mix.text());
    Result result = passed();
    if (s.search.text() == "bound 3" && s.mix.most() == 2) result.end = End::out_of_budget;
    return result;
  };
  ask(Property::mutual_exclusion, long_with_two);
  ASSERT_GE(searches.size(), 4U);
  EXPECT_EQ(std::vector(searches.begin(), searches.begin() + 4),
            (std::vector<std::string>{"bound 3 2,2", "bound 3 1,1", "random 2,2", "full 1,1"}));
}

TEST_F(VerdictTest, of_a_queue_only_the_bounded_search_of_several_rounds_is_given_up_early) {
  std::map<std::string, std::uint64_t> limits;
  const auto note = [&](const Simulation& s) {
    limits[s.search.text() + " " + s.mix.text()] = s.search.work_limit;
    Result result = passed();
    if (s.search.text() == "bound 3" && s.mix.most() == 2) result.end = End::out_of_budget;
    return result;
  };
  constexpr std::uint64_t usual = 60'000'000;
  const auto with = [&](std::uint64_t long_one) {
    return std::map<std::string, std::uint64_t>{
        {"bound 3 2,2", long_one}, {"bound 3 1,1", usual}, {"random 2,2", usual}, {"full 1,1", usual}};
  };
  ask(Property::mutual_exclusion, note);
  EXPECT_EQ(limits, with(usual));
  variant_.is_queue = true;
  ask(Property::mutual_exclusion, note);
  EXPECT_EQ(limits, with(3'000'000));
}

TEST_F(VerdictTest, of_a_broken_form_all_is_given_up_early_unless_one_search_is_asked_for) {
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> limits;
  const auto note = [&](const Simulation& s) {
    limits[s.search.text()] = {s.search.work_limit, s.search.iterations};
    return passed();
  };
  variant_.sibling = "correct";
  ask(Property::mutual_exclusion, note);
  EXPECT_EQ(limits.at("bound 3").first, 3'000'000U);
  EXPECT_EQ(limits.at("full").first, 3'000'000U);
  EXPECT_EQ(limits.at("random").second, 10'000U);
  scheduler_ = Scheduler::full;
  ask(Property::mutual_exclusion, note);
  EXPECT_EQ(limits.at("full").first, 60'000'000U);
}

TEST_F(VerdictTest, unless_asked_to_be_thorough_searches_are_short_but_where_a_bug_is_contracted) {
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> limits;
  const auto note = [&](const Simulation& s) {
    limits[s.search.text()] = {s.search.work_limit, s.search.iterations};
    return passed();
  };
  thorough_ = false;
  ask(Property::mutual_exclusion, note);
  EXPECT_EQ(limits.at("bound 3").first, 300'000U);
  EXPECT_EQ(limits.at("full").first, 3'000'000U);
  EXPECT_EQ(limits.at("random").second, 10'000U);
  variant_.sibling = "correct";
  ask(Property::mutual_exclusion, note);
  EXPECT_EQ(limits.at("bound 3").first, 100'000U);
  EXPECT_EQ(limits.at("random").second, 1'000U);
  promise({.mutual_exclusion = violated(Kind::overlap)});
  ask(Property::mutual_exclusion, note);
  EXPECT_EQ(limits.at("bound 3").first, 1'600'000U);
  scheduler_ = Scheduler::full;
  ask(Property::mutual_exclusion, note);
  EXPECT_EQ(limits.at("full").first, 60'000'000U);
}

TEST_F(VerdictTest, what_makes_no_sense_is_not_asked) {
  promise({.mutual_exclusion = holds(), .progress = holds(), .bounded_waiting = not_applicable()});
  const Verdict v =
      ask(Property::bounded_waiting, [](const Simulation&) -> Result { throw std::logic_error("asked"); });
  EXPECT_EQ(v.outcome, Outcome::not_applicable);
}

TEST_F(VerdictTest, every_question_has_its_searches) {
  std::vector<std::string> searches;
  const auto note = [&](const Simulation& s) {
    searches.push_back(s.search.text() + " " + s.mix.text());
    if (s.search.scheduler == Scheduler::random) {
      EXPECT_GE(s.search.iterations, 100'000U);
    }
    return passed();
  };
  ask(Property::mutual_exclusion, note);
  const std::vector<std::string> one = {"bound 3 2,2", "random 2,2", "full 1,1"};
  for (std::size_t i = 0; i < searches.size(); ++i) EXPECT_EQ(searches[i], one[i % 3]);
  EXPECT_EQ(searches.size(), 6U);
}
// Nothing of the form is run in this process: that would call `some`, which makes no program.
TEST_F(VerdictTest, a_counterexample_is_made_small_by_another_process) {
  variant_.interleavings = variant_.programs;
  const auto overlap = [](const Simulation&) {
    Result result = found(Kind::overlap);
    result.trace = {{.thread = 0, .operation = Operation::store, .variable = "x"},
                    {.thread = 1, .operation = Operation::store, .variable = "x", .written = 1}};
    return result;
  };
  int asked = 0;
  shrink_ = [&](const counterexample::Artifact& recorded, double budget_seconds) {
    ++asked;
    EXPECT_EQ(recorded.kind, Kind::overlap);
    EXPECT_EQ(recorded.events.size(), 2U);
    EXPECT_LE(budget_seconds, budget_);
    counterexample::Artifact smaller = recorded;
    smaller.events.pop_back();
    return smaller;
  };
  const Verdict v = ask(Property::mutual_exclusion, overlap);
  EXPECT_EQ(asked, 1);
  ASSERT_TRUE(v.artifact);
  EXPECT_EQ(v.artifact->events.size(), 1U);
  EXPECT_EQ(v.artifact->variables.size(), 1U) << "what follows from the events is filled in";
}

TEST(wire, carries_everything_there_and_back) {
  const Simulation out = {.algorithm = "a",
                          .variant = "v",
                          .client = &clients::bypass,
                          .mix = {.threads = 2, .rounds = {3, 1}, .readers = 1},
                          .search = {.scheduler = Scheduler::bound,
                                     .context_bound = 7,
                                     .iterations = 5,
                                     .work_limit = 11,
                                     .budget_seconds = 1.5},
                          .settings = {.at_hang = AtHang::violated,
                                       .step_limit = 99,
                                       .claimed_bypass = 4,
                                       .claimed_of = Role::reader,
                                       .hang_means = Kind::readers_excluded,
                                       .waiting_is_wrong = true}};
  EXPECT_EQ(to_json(simulation_from_json(to_json(out))), to_json(out));
  Result result = found(Kind::livelock);
  result.tally = {
      .executions = 3, .steps = 0, .blocked = 2, .cut = 1, .overtaken = 6, .readers_overtaken = 5, .exit_waits = true};
  result.trace.push_back({.thread = 1, .operation = Operation::exchange, .variable = "x", .read = -1, .line = 12});
  EXPECT_EQ(to_json(result_from_json(to_json(result))), to_json(result));
}

TEST(wire, carries_what_was_recorded_there_and_back) {
  counterexample::Artifact recorded = {.algorithm = "a",
                                       .variant = "v",
                                       .property = Property::bounded_waiting,
                                       .kind = Kind::bypass,
                                       .engine = Engine::relacy,
                                       .model = "m",
                                       .client = &clients::bypass,
                                       .mix = {.threads = 2, .rounds = {3, 1}, .readers = 1},
                                       .claim = counterexample::BypassClaim{.at_most = 2, .of_class = "reader"},
                                       .events = {{.thread = 1,
                                                   .operation = Operation::exchange,
                                                   .variable = "x",
                                                   .read = -1,
                                                   .reads_from = 0,
                                                   .position = 7,
                                                   .waits = true,
                                                   .repeated = true}},
                                       .cycle = 0};
  EXPECT_TRUE(recording_from_json(recording_to_json(recorded)) == recorded);
  recorded.claim.reset();
  recorded.cycle.reset();
  EXPECT_TRUE(recording_from_json(recording_to_json(recorded)) == recorded);
}

TEST(wire, carries_explorations_there_and_back) {
  const uniprocessor::Job job = {
      .algorithm = "a", .variant = "v", .property = Property::progress, .budget_seconds = 1.5};
  EXPECT_EQ(to_json(uniprocessor::job_from_json(to_json(job))), to_json(job));
  const Exploration exploration = {.outcome = Outcome::violated,
                                   .kind = Kind::inversion,
                                   .reason = "r",
                                   .executions = 3,
                                   .complete = true,
                                   .tasks = 3,
                                   .runs = {{.client = "inversion", .result = "passed"}},
                                   .schedule = {{.locks = 1, .tasks = {{.name = "H", .ticks = "#"}}}}};
  EXPECT_EQ(uniprocessor::exploration_from_json(uniprocessor::to_json(exploration)).schedule, exploration.schedule);
  EXPECT_EQ(uniprocessor::to_json(uniprocessor::exploration_from_json(uniprocessor::to_json(exploration))),
            uniprocessor::to_json(exploration));
}

TEST(wire, refuses_nonsense) {
  EXPECT_THROW(uniprocessor::job_from_json("[]"), std::runtime_error);
  EXPECT_THROW(uniprocessor::exploration_from_json("{}"), std::runtime_error);
  EXPECT_THROW(result_from_json(""), std::runtime_error);
  EXPECT_THROW(result_from_json("{}"), std::runtime_error);
  EXPECT_THROW(simulation_from_json(R"({"algorithm":1})"), std::runtime_error);
  EXPECT_THROW(recording_from_json(""), std::runtime_error);
  EXPECT_THROW(recording_from_json(R"({"algorithm":"a"})"), std::runtime_error);
}

}  // namespace
}  // namespace turnstile::relacy
