// How the results of the exhaustive engine, and of the simulated processor, become a verdict: with results made up by hand.
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "algorithms/platform.hpp"
#include "models/clients/progress.hpp"
#include "models/clients/rows.hpp"
#include "models/engines/rc11/check.hpp"
#include "models/engines/uniprocessor/check.hpp"

namespace turnstile::rc11 {
namespace {

using End = Result::End;

Program* some(void*, const Mix&, const Context&) { return nullptr; }

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
  variant.rc11 = {{&clients::occupancy, some},
                  {&clients::visibility, some},
                  {&clients::readers_together, some},
                  {&clients::progress, some},
                  {&clients::bypass, some}};
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
  std::vector<const ClientRow*> asked;
  const auto passes = [&](const Job& job) {
    asked.push_back(job.client);
    return everything();
  };
  EXPECT_EQ(ask(Property::mutual_exclusion, passes).outcome, Outcome::holds);
  EXPECT_EQ(asked,
            (std::vector<const ClientRow*>{&clients::visibility, &clients::visibility, &clients::readers_together}));
  const auto races = [](const Job& job) {
    return found(job.client == &clients::visibility ? Kind::data_race : Kind::overlap);
  };
  EXPECT_EQ(ask(Property::mutual_exclusion, races).kind, Kind::overlap);
  const auto only_races = [](const Job& job) {
    return job.client == &clients::visibility ? found(Kind::data_race) : everything();
  };
  EXPECT_EQ(ask(Property::mutual_exclusion, only_races).kind, Kind::data_race);
  const auto late = [](const Job& job) {
    return job.client == &clients::visibility ? ended(End::out_of_budget, "late") : found(Kind::overlap);
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
    return job.client == &clients::visibility ? ended(End::out_of_budget, "late") : everything();
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
    return job.client == &clients::readers_together ? found(Kind::deadlock) : everything();
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
  variant.rc11 = {{&clients::lock_freedom, some}, {&clients::history, some}, {&clients::ownership, some}};
  std::vector<const ClientRow*> asked;
  const auto passes = [&](const Job& job) {
    asked.push_back(job.client);
    EXPECT_EQ(options_of(job).limits.waiting_is_wrong, job.client == &clients::lock_freedom);
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
  EXPECT_EQ(asked, (std::vector<const ClientRow*>{&clients::lock_freedom, &clients::history, &clients::ownership}));
  EXPECT_GT(options_of(Job()).limits.spurious_failures, 0) << "occupancy, of a lock";
}

TEST(exhaustive_verdict, the_sc_axiom_that_is_asked_for_is_explored_and_named) {
  Stem stem;
  Variant variant;
  variant.contract = Contract{.progress = holds()};
  variant.rc11 = {{&clients::progress, some}};
  Question question;
  question.stem = &stem;
  question.variant = &variant;
  question.property = Property::progress;
  question.rounds = 1;
  question.budget_seconds = 60;
  question.party = {.threads = 2};
  for (const SeqCst seq_cst : {SeqCst::cxx20, SeqCst::rc11, SeqCst::letter}) {
    question.seq_cst = seq_cst;
    const Verdict v = check(question, [&](const Job& job) {
      EXPECT_EQ(job_from_json(to_json(job)).seq_cst, seq_cst);
      EXPECT_EQ(options_of(job).limits.seq_cst, seq_cst);
      return everything();
    });
    EXPECT_EQ(v.outcome, Outcome::holds);
    EXPECT_EQ(seq_cst_of(v.model), seq_cst) << "of its counterexamples, to replay them";
    EXPECT_EQ(v.model == model, seq_cst == SeqCst::cxx20);
  }
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
                   .client = &clients::bypass,
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

}  // namespace
}  // namespace turnstile::rc11
