// Contracts, and how Relacy's results become a verdict: with results made up by hand.
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "algorithms/platform.hpp"
#include "models/clients/progress.hpp"
#include "models/counterexample/text.hpp"
#include "models/rc11/check.hpp"
#include "models/relacy/check.hpp"
#include "models/relacy/wire.hpp"
#include "models/uniprocessor/check.hpp"

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

// Never called: what is asked of here answers by itself.
Program* some(void*, const Mix&) { return nullptr; }

class VerdictTest : public ::testing::Test {
 protected:
  VerdictTest() {
    stem_.name = "made_up";
    variant_.name = "correct";
    promise({.mutual_exclusion = holds(), .progress = holds(), .bounded_waiting = bypass_at_most(1)});
    variant_.programs = {.occupancy = some, .visibility = some, .progress = some, .bypass = some};
  }

  Verdict ask(Property property, const Simulator& simulate, int rounds = 2) {
    return relacy::check({.stem = &stem_,
                          .variant = &variant_,
                          .property = property,
                          .party = party_,
                          .rounds = rounds,
                          .scheduler = scheduler_,
                          .budget_seconds = budget_},
                         simulate);
  }

  Stem stem_;
  Variant variant_;
  void promise(const Contract& contract) { variant_.contract = contract; }

  Party party_ = {.threads = 2};
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
  variant_.programs.readers_together = some;
  std::vector<Mix> mixes;
  const auto hang = [&](const Simulation& s) {
    if (s.client != ClientKind::readers_together) return passed();
    mixes.push_back(s.mix);
    return found(s.settings.hang_means);
  };
  EXPECT_EQ(ask(Property::mutual_exclusion, hang).kind, Kind::readers_excluded);
  ASSERT_FALSE(mixes.empty());
  for (const Mix& mix : mixes) EXPECT_EQ(mix.readers, mix.threads);
}

TEST_F(VerdictTest, of_what_is_lock_free_waiting_is_a_violation) {
  variant_.programs = {.lock_freedom = some, .history = some};
  promise({.progress = holds(), .linearizability = holds()});
  bool waiting_is_wrong = true;
  const auto note = [&](const Simulation& s) {
    waiting_is_wrong &= s.settings.waiting_is_wrong == (s.client == ClientKind::lock_freedom);
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

TEST(contract, engines_that_cannot_see_a_violation_must_not_refute) {
  const Expectation blind = violated(Kind::overlap, {Engine::rc11});
  EXPECT_EQ(blind.from(Engine::relacy), std::pair(Outcome::not_refuted, Kind::none));
  EXPECT_EQ(blind.from(Engine::rc11), std::pair(Outcome::violated, Kind::overlap));
  EXPECT_EQ(holds().from(Engine::relacy), std::pair(Outcome::not_refuted, Kind::none));
  EXPECT_EQ(holds().from(Engine::rc11), std::pair(Outcome::holds, Kind::none));
}

TEST(contract, where_a_class_can_be_overtaken_without_bound_waiting_is_not_bounded) {
  EXPECT_EQ(bypass_by_class(2, 1).outcome, Outcome::holds);
  EXPECT_EQ(bypass_by_class(std::nullopt, 1).outcome, Outcome::violated);
  EXPECT_EQ(bypass_by_class(1, std::nullopt).kind, Kind::bypass);
}

TEST(contract, can_depend_on_who_takes_part) {
  const ContractFor contract(
      [](const Party& p) { return Contract{.mutual_exclusion = p.writers() > 1 ? violated(Kind::overlap) : holds()}; });
  EXPECT_EQ(contract.of({.threads = 3, .readers = 2}).mutual_exclusion.outcome, Outcome::holds);
  EXPECT_EQ(contract.of({.threads = 3, .readers = 1}).mutual_exclusion.outcome, Outcome::violated);
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

namespace rc11 {
namespace {

using End = Result::End;

Program* some(void*, const Mix&) { return nullptr; }

Result everything(std::uint64_t executions = 10) {
  Result result;
  result.end = End::searched;
  result.executions = executions;
  result.complete = true;
  return result;
}

Result measured(int overtaken, bool exact = true) {
  Result result = everything();
  result.bypass["thread"] = {.bound = overtaken, .exact = exact};
  return result;
}

Result ended(End end, const std::string& reason) {
  Result result;
  result.end = end;
  result.reason = reason;
  return result;
}

Result found(Kind kind) {
  Result result;
  result.end = End::violated;
  result.kind = kind;
  return result;
}

Verdict ask(Property property, const Explorer& explore, double budget_seconds = 60) {
  Stem stem;
  stem.name = "made_up";
  Variant variant;
  variant.name = "correct";
  variant.contract = Contract{.mutual_exclusion = holds(), .progress = holds(), .bounded_waiting = bypass_at_most(1)};
  variant.rc11 = {.occupancy = some, .visibility = some, .readers_together = some, .progress = some, .bypass = some};
  return check({.stem = &stem,
                .variant = &variant,
                .engine = Engine::rc11,
                .property = property,
                .party = {.threads = 2},
                .rounds = property == Property::bounded_waiting ? 3 : 2,
                .scheduler = {},
                .budget_seconds = budget_seconds},
               explore);
}

TEST(exhaustive_verdict, holds_if_everything_was_explored) {
  const Verdict v = ask(Property::progress, [](const Job& job) {
    EXPECT_EQ(job.hangs, Hangs::violated);
    return everything();
  });
  EXPECT_EQ(v.outcome, Outcome::holds);
  EXPECT_TRUE(v.complete);
  EXPECT_EQ(v.runs.size(), progress_mixes(2, 1).size() + progress_mixes(2, 2).size()) << "all rounds up to the bounds";
  EXPECT_EQ(v.executions, 10 * v.runs.size());
}

TEST(exhaustive_verdict, never_holds_if_nothing_was_explored) {
  const Verdict v = ask(Property::progress, [](const Job&) { return everything(0); });
  EXPECT_EQ(v.outcome, Outcome::not_refuted);
  EXPECT_FALSE(v.complete);
}

TEST(exhaustive_verdict, overlaps_are_looked_for_unless_happens_before_rules_them_out) {
  std::vector<ClientKind> clients;
  const auto passes = [&](const Job& job) {
    clients.push_back(job.client);
    return everything();
  };
  EXPECT_EQ(ask(Property::mutual_exclusion, passes).outcome, Outcome::holds);
  EXPECT_EQ(clients, (std::vector{ClientKind::visibility, ClientKind::visibility, ClientKind::readers_together}));
  const auto races = [](const Job& job) {
    return found(job.client == ClientKind::visibility ? Kind::data_race : Kind::overlap);
  };
  EXPECT_EQ(ask(Property::mutual_exclusion, races).kind, Kind::overlap);
  const auto only_races = [](const Job& job) {
    return job.client == ClientKind::visibility ? found(Kind::data_race) : everything();
  };
  EXPECT_EQ(ask(Property::mutual_exclusion, only_races).kind, Kind::data_race);
  const auto late = [](const Job& job) {
    return job.client == ClientKind::visibility ? ended(End::out_of_budget, "late") : found(Kind::overlap);
  };
  EXPECT_EQ(ask(Property::mutual_exclusion, late).kind, Kind::overlap);
}

TEST(exhaustive_verdict, one_mix_that_was_cut_is_enough_not_to_hold) {
  const auto cut = [](const Job& job) {
    Result result = everything();
    if (job.mix[0] == 0) {
      result.complete = false;
      result.cut = 1;
      result.reason = "a loop";
    }
    return result;
  };
  const Verdict v = ask(Property::progress, cut);
  EXPECT_EQ(v.outcome, Outcome::not_refuted);
  EXPECT_FALSE(v.complete);
  EXPECT_NE(v.reason.find("a loop"), std::string::npos);
}

TEST(exhaustive_verdict, out_of_budget_is_not_refuted) {
  const auto late = [](const Job& job) {
    return job.client == ClientKind::visibility ? ended(End::out_of_budget, "late") : everything();
  };
  EXPECT_EQ(ask(Property::mutual_exclusion, late).outcome, Outcome::not_refuted);
  const auto never = [](const Job&) -> Result { throw std::logic_error("explored"); };
  EXPECT_EQ(ask(Property::mutual_exclusion, never, 0).outcome, Outcome::not_refuted);
}

TEST(exhaustive_verdict, unknown_outweighs_what_was_left_out_and_a_violation_outweighs_both) {
  const auto some_unknown = [](const Job& job) {
    return job.mix[0] == 0 ? ended(End::unknown, "it crashed") : ended(End::out_of_budget, "late");
  };
  const Verdict v = ask(Property::progress, some_unknown);
  EXPECT_EQ(v.outcome, Outcome::unknown);
  EXPECT_EQ(v.reason, "it crashed");
  const auto one_violated = [](const Job& job) {
    return job.mix[0] == 0 ? ended(End::unknown, "it crashed") : found(Kind::deadlock);
  };
  EXPECT_EQ(ask(Property::progress, one_violated).kind, Kind::deadlock);
}

TEST(exhaustive_verdict, readers_that_hang_together_are_excluded) {
  const auto hang = [](const Job& job) {
    return job.client == ClientKind::readers_together ? found(Kind::deadlock) : everything();
  };
  EXPECT_EQ(ask(Property::mutual_exclusion, hang).kind, Kind::readers_excluded);
}

TEST(exhaustive_verdict, a_bypass_that_stays_is_an_exact_bound) {
  const Verdict v = ask(Property::bounded_waiting, [](const Job&) { return measured(1); });
  EXPECT_EQ(v.outcome, Outcome::holds);
  EXPECT_EQ(v.bypass.at("thread").bound, 1);
  EXPECT_TRUE(v.bypass.at("thread").exact);
  const Verdict upper = ask(Property::bounded_waiting, [](const Job&) { return measured(1, false); });
  EXPECT_FALSE(upper.bypass.at("thread").exact);
}

TEST(exhaustive_verdict, a_bypass_that_grows_is_violated_where_an_execution_shows_it) {
  const auto grows = [](const Job& job) {
    if (!job.claimed_bypass) return measured(job.mix.most());
    EXPECT_EQ(job.claimed_bypass, 2);
    EXPECT_EQ(job.claimed_of, "thread");
    return found(Kind::bypass);
  };
  const Verdict v = ask(Property::bounded_waiting, grows);
  EXPECT_EQ(v.kind, Kind::bypass);
  EXPECT_EQ(v.bypass.at("thread").bound, std::nullopt);
  const auto not_found = [](const Job& job) { return measured(job.claimed_bypass ? 0 : job.mix.most(), false); };
  EXPECT_EQ(ask(Property::bounded_waiting, not_found).outcome, Outcome::unknown);
}

TEST(exhaustive_verdict, of_data_structures_calls_and_waiting_are_judged) {
  Stem stem;
  Variant variant;
  variant.contract = Contract{.progress = holds(), .linearizability = holds()};
  variant.rc11 = {.lock_freedom = some, .history = some, .ownership = some};
  std::vector<ClientKind> clients;
  const auto passes = [&](const Job& job) {
    clients.push_back(job.client);
    EXPECT_EQ(options_of(job).limits.waiting_is_wrong, job.client == ClientKind::lock_freedom);
    EXPECT_EQ(options_of(job).limits.spurious_failures, 0);
    return everything();
  };
  Question question;
  question.stem = &stem;
  question.variant = &variant;
  question.property = Property::progress;
  question.rounds = 1;
  question.budget_seconds = 60;
  question.party = {.threads = 2};
  EXPECT_NE(check(question, passes).model.find("weak compare-exchanges"), std::string::npos);
  question.property = Property::linearizability;
  EXPECT_EQ(check(question, passes).outcome, Outcome::holds);
  EXPECT_EQ(clients, (std::vector{ClientKind::lock_freedom, ClientKind::history, ClientKind::ownership}));
  EXPECT_GT(options_of(Job()).limits.spurious_failures, 0) << "occupancy, of a lock";
}

TEST(exhaustive_verdict, readers_do_not_overtake_readers) {
  Job job;
  job.mix = Mix::all(Party{.threads = 3, .readers = 2}, 1);
  const Options options = options_of(job);
  EXPECT_FALSE(options.conflicts(0, 1));
  EXPECT_TRUE(options.conflicts(0, 2));
  EXPECT_EQ(options.classes[1], "reader");
  EXPECT_EQ(options.classes[2], "writer");
}

WrittenOrder order_of(Operation operation) { return {operation, acquire}; }

TEST(exhaustive_verdict, travels_there_and_back) {
  const Job job = {.algorithm = "a",
                   .variant = "v",
                   .client = ClientKind::bypass,
                   .mix = Mix::all(2, 3),
                   .hangs = Hangs::violated,
                   .measure_bypass = true,
                   .claimed_bypass = 4,
                   .claimed_of = "reader",
                   .budget_seconds = 1.5,
                   .most_executions = 7,
                   .record_orders = true,
                   .weakening = Weakening{.written = order_of(Operation::store), .weaker = relaxed}};
  EXPECT_EQ(job_from_json(to_json(job)).weakening, job.weakening);
  EXPECT_EQ(to_json(job_from_json(to_json(job))), to_json(job));
  Result result = found(Kind::overlap);
  result.bypass["thread"] = {.bound = 3, .exact = false};
  result.trace.push_back({.thread = -1, .operation = Operation::exchange, .variable = "x"});
  result.orders = {order_of(Operation::load), order_of(Operation::failed_compare_exchange)};
  EXPECT_EQ(to_json(result_from_json(to_json(result))), to_json(result));
  EXPECT_EQ(result_from_json(to_json(result)).orders, result.orders);
  EXPECT_THROW(job_from_json("[]"), std::runtime_error);
  EXPECT_THROW(result_from_json("{}"), std::runtime_error);
}

TEST(uniprocessor_verdict, never_holds_if_nothing_was_explored) {
  Stem stem;
  Variant variant;
  variant.contract = Contract{.progress = holds()};
  Question question;
  question.stem = &stem;
  question.variant = &variant;
  question.property = Property::progress;
  const auto outcome = [&](std::uint64_t executions, bool complete) {
    return uniprocessor::check(question,
                               [&](const uniprocessor::Job&) {
                                 turnstile::Exploration exploration;
                                 exploration.outcome = Outcome::holds;
                                 exploration.executions = executions;
                                 exploration.complete = complete;
                                 return exploration;
                               })
        .outcome;
  };
  EXPECT_EQ(outcome(1, true), Outcome::holds);
  EXPECT_EQ(outcome(0, true), Outcome::unknown);
  EXPECT_EQ(outcome(1, false), Outcome::unknown);
}

TEST(contract, an_engine_can_see_the_cause_of_what_others_see) {
  const Expectation inversion = seen_as(Kind::inheritance, Engine::rc11, violated(Kind::inversion, {Engine::relacy}));
  EXPECT_EQ(inversion.from(Engine::rc11), std::pair(Outcome::violated, Kind::inheritance));
  EXPECT_EQ(inversion.from(Engine::relacy), std::pair(Outcome::violated, Kind::inversion));
}

TEST(contract, the_exhaustive_engine_has_bounds_of_its_own) {
  const Stem locks = {.name = "locks", .most_threads = 8, .parties = {{.threads = 3}}};
  EXPECT_EQ(locks.parties_of(Engine::relacy), (std::vector<Party>{{.threads = 3}}));
  EXPECT_EQ(locks.parties_of(Engine::rc11), (std::vector<Party>{{.threads = 2}, {.threads = 3}}));
  const Stem readers = {.name = "readers", .parties = {{.threads = 2, .readers = 1}, {.threads = 3, .readers = 2}}};
  EXPECT_EQ(readers.parties_of(Engine::rc11), readers.parties);
  Variant variant;
  variant.reach.progress.of_three = 0;
  const auto rounds = [&](Property property, int threads) {
    return variant.contracted_rounds(Engine::rc11, property, {.threads = threads});
  };
  EXPECT_EQ(rounds(Property::mutual_exclusion, 2), 3);
  EXPECT_EQ(rounds(Property::mutual_exclusion, 3), 2);
  EXPECT_EQ(rounds(Property::progress, 3), 0);
  EXPECT_EQ(variant.contracted_rounds(Engine::relacy, Property::progress, {.threads = 3}), contract_rounds);
}

TEST(contract, an_engine_that_cannot_decide_must_say_so) {
  const Expectation livelock = undecided_by({Engine::rc11}, violated(Kind::livelock));
  EXPECT_EQ(livelock.from(Engine::rc11), std::pair(Outcome::unknown, Kind::none));
  EXPECT_EQ(livelock.from(Engine::relacy), std::pair(Outcome::violated, Kind::livelock));
}

TEST(text, what_comes_before_all_threads_has_a_column_of_its_own) {
  const Trace trace = {{.thread = -1, .operation = Operation::store, .variable = "x", .file = "a.hpp"}};
  const std::string text = columns(trace, 2);
  EXPECT_LT(text.find("before, after"), text.find("thread 0"));
}

}  // namespace
}  // namespace rc11
}  // namespace turnstile
