// Contracts, and how Relacy's results become a verdict: with results made up by hand.
#include <functional>
#include <vector>

#include <gtest/gtest.h>

#include "models/clients/progress.hpp"
#include "models/counterexample/text.hpp"
#include "models/relacy/check.hpp"
#include "models/relacy/wire.hpp"

namespace turnstile {

const std::vector<Stem>& catalogue() {
  static const std::vector<Stem> none;
  return none;
}

namespace relacy {
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

class VerdictTest : public ::testing::Test {
 protected:
  VerdictTest() {
    stem_.name = "made_up";
    variant_.name = "correct";
    variant_.contract = {.mutual_exclusion = holds(), .progress = holds(), .bounded_waiting = bypass_at_most(1)};
  }

  Verdict ask(Property property, const Simulator& simulate, int rounds = 2) {
    return relacy::check({.stem = &stem_,
                          .variant = &variant_,
                          .property = property,
                          .threads = 2,
                          .rounds = rounds,
                          .scheduler = scheduler_,
                          .budget_seconds = budget_},
                         simulate);
  }

  Stem stem_;
  Variant variant_;
  std::optional<Scheduler> scheduler_;
  double budget_ = 60;
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
    if (s.client == ClientKind::visibility) result.end = End::out_of_budget;
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
    return found(s.client == ClientKind::occupancy ? Kind::overlap : Kind::data_race);
  };
  EXPECT_EQ(ask(Property::mutual_exclusion, either).kind, Kind::overlap);
  const auto race = [](const Simulation& s) {
    return s.client == ClientKind::occupancy ? passed() : found(Kind::data_race);
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

TEST_F(VerdictTest, what_makes_no_sense_is_not_asked) {
  variant_.contract.bounded_waiting = not_applicable();
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

TEST(contract, engines_that_cannot_see_a_violation_must_not_refute) {
  const Expectation blind = violated(Kind::overlap, {Engine::rc11});
  EXPECT_EQ(blind.from(Engine::relacy), std::pair(Outcome::not_refuted, Kind::none));
  EXPECT_EQ(blind.from(Engine::rc11), std::pair(Outcome::violated, Kind::overlap));
  EXPECT_EQ(holds().from(Engine::relacy), std::pair(Outcome::not_refuted, Kind::none));
  EXPECT_EQ(holds().from(Engine::rc11), std::pair(Outcome::holds, Kind::none));
}

TEST(contract, a_variant_names_its_header) {
  const Stem stem = {.name = "peterson", .variants = {}};
  const auto header = [&](std::string name, std::string sibling) {
    return stem.header_of({.name = std::move(name), .sibling = std::move(sibling), .contract = {}, .programs = {}});
  };
  EXPECT_EQ(header("correct", ""), "algorithms/peterson/peterson.hpp");
  EXPECT_EQ(header("correct_rmw", ""), "algorithms/peterson/peterson_rmw.hpp");
  EXPECT_EQ(header("broken_acq_rel", "correct"), "algorithms/peterson/broken_acq_rel.hpp");
}

TEST(mixes, cover_who_leaves_early_who_stays_away_and_who_is_alone) {
  const auto texts = [](int threads, int rounds) {
    std::vector<std::string> all;
    for (const Mix& mix : progress_mixes(threads, rounds)) all.push_back(mix.text());
    return all;
  };
  EXPECT_EQ(texts(2, 2), (std::vector<std::string>{"2,2", "1,2", "0,2", "2,0"}));
  EXPECT_EQ(texts(2, 1), (std::vector<std::string>{"1,1", "0,1", "1,0"}));
  EXPECT_EQ(texts(3, 2),
            (std::vector<std::string>{"2,2,2", "1,2,2", "0,2,2", "2,0,2", "2,2,0", "2,0,0", "0,2,0", "0,0,2"}));
}

TEST(names, are_found_again) {
  EXPECT_EQ(named<Kind>("remainder_blocks"), Kind::remainder_blocks);
  EXPECT_EQ(name(Kind::inversion), "inversion");
  EXPECT_EQ(named<Outcome>("not_refuted"), Outcome::not_refuted);
  EXPECT_EQ(named<Kind>("no such kind"), std::nullopt);
}

TEST(wire, carries_everything_there_and_back) {
  const Simulation out = {.algorithm = "a",
                          .variant = "v",
                          .client = ClientKind::bypass,
                          .mix = {.threads = 2, .rounds = {3, 1}},
                          .search = {.scheduler = Scheduler::bound,
                                     .context_bound = 7,
                                     .iterations = 5,
                                     .work_limit = 11,
                                     .budget_seconds = 1.5},
                          .settings = {.at_hang = AtHang::violated, .step_limit = 99, .claimed_bypass = 4}};
  EXPECT_EQ(to_json(simulation_from_json(to_json(out))), to_json(out));
  Result result = found(Kind::livelock);
  result.tally = {.executions = 3, .steps = 0, .blocked = 2, .cut = 1, .overtaken = 6, .exit_waits = true};
  result.trace.push_back({.thread = 1, .operation = Operation::exchange, .variable = "x", .read = -1, .line = 12});
  EXPECT_EQ(to_json(result_from_json(to_json(result))), to_json(result));
}

TEST(wire, refuses_nonsense) {
  EXPECT_THROW(result_from_json(""), std::runtime_error);
  EXPECT_THROW(result_from_json("{}"), std::runtime_error);
  EXPECT_THROW(simulation_from_json(R"({"algorithm":1})"), std::runtime_error);
}

TEST(text, says_what_was_read_written_and_stale) {
  Step step = {.thread = 0, .operation = Operation::load, .variable = "turn", .read = 1, .newest = 2};
  EXPECT_EQ(phrase(step), "turn is 1 (stale, by now 2)");
  step = {.thread = 0, .operation = Operation::store, .variable = "interested[0]", .truth = true, .written = 1};
  EXPECT_EQ(phrase(step), "interested[0] := true");
  step = {.thread = 0, .operation = Operation::exchange, .variable = "x", .read = 1, .written = 2, .newest = 1};
  EXPECT_EQ(phrase(step), "x is 1, := 2");
}

TEST(text, has_a_column_for_each_thread_and_leaves_out_repetitions) {
  Trace trace = {{.thread = 0, .operation = Operation::load, .variable = "x", .file = "some/where/lock.hpp", .line = 7},
                 {.thread = 1, .operation = Operation::store, .variable = "y", .file = "lock.hpp", .line = 8}};
  trace.push_back(trace[0]);
  trace.back().repeated = true;
  const std::string text = columns(trace, 2);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
  EXPECT_NE(text.find("lock.hpp:7"), std::string::npos);
  EXPECT_EQ(text.find("some/where"), std::string::npos);
  EXPECT_LT(text.find("thread 0"), text.find("thread 1"));
}

}  // namespace
}  // namespace relacy
}  // namespace turnstile
