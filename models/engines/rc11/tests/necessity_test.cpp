// Which orders are necessary: with an engine made up by hand.
#include "models/engines/rc11/necessity.hpp"

#include <functional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "algorithms/platform.hpp"
#include "models/clients/rows.hpp"

namespace turnstile::rc11 {
namespace {

Program* some(void*, const Mix&, const Context&) { return nullptr; }

WrittenOrder written(unsigned line, Operation operation, std::memory_order order) {
  WrittenOrder written;
  written.file = "algorithms/made_up/made_up.hpp";
  written.line = line;
  written.operation = operation;
  written.order = order;
  return written;
}

const WrittenOrder store = written(5, Operation::store, release);
const Weakening weaker_store = {.written = store, .weaker = relaxed};

Result passed() {
  Result result;
  result.end = Result::End::searched;
  result.complete = true;
  result.executions = 1;
  return result;
}

Result found(Kind kind) {
  Result result;
  result.end = Result::End::violated;
  result.kind = kind;
  return result;
}

Result ended(Result::End end) {
  Result result;
  result.end = end;
  result.reason = "for a reason";
  return result;
}

class NecessityTest : public testing::Test {
 protected:
  NecessityTest() {
    stem_.name = "made_up";
    variant_.name = "correct";
    promise({.mutual_exclusion = holds(), .progress = holds(), .bounded_waiting = bypass_at_most(1)});
    variant_.rc11 = {{&clients::occupancy, some},
                     {&clients::visibility, some},
                     {&clients::progress, some},
                     {&clients::bypass, some}};
  }

  void promise(const Contract& contract) { variant_.contract = contract; }

  [[nodiscard]] Survey survey(const Explorer& explore) const {
    Necessity necessity(stem_, variant_, {}, 60, explore);
    necessity.survey();
    return necessity.found();
  }

  // The form as it is does what is promised, and the weakened one what `weakened` says.
  [[nodiscard]] Attempt attempt(const Explorer& weakened, const Explorer& as_it_is) const {
    Necessity necessity(stem_, variant_, {}, 60,
                        [&](const Job& job) { return job.weakening ? weakened(job) : as_it_is(job); });
    return necessity.attempt(weaker_store);
  }
  [[nodiscard]] Attempt attempt(const Explorer& weakened) const {
    return attempt(weakened, [](const Job&) { return passed(); });
  }

  Stem stem_;
  Variant variant_;
};

std::vector<std::string> texts(const std::vector<Size>& sizes) {
  std::vector<std::string> texts;
  texts.reserve(sizes.size());
  for (const Size& size : sizes) texts.push_back(size.text());
  return texts;
}

TEST_F(NecessityTest, sizes_grow) {
  stem_.parties = {{.threads = 3}};
  EXPECT_EQ(texts(sizes_of(stem_, {})), (std::vector<std::string>{"2x1", "2x2", "2x3", "3x1", "3x2", "3x3"}));
  EXPECT_EQ(texts(sizes_of(stem_, {.most_threads = 2, .most_rounds = 2})), (std::vector<std::string>{"2x1", "2x2"}));
  stem_.parties = {{.threads = 3, .readers = 2}, {.threads = 2, .readers = 1}};
  EXPECT_EQ(texts(sizes_of(stem_, {.most_threads = {}, .most_rounds = 1})),
            (std::vector<std::string>{"1R1W x 1", "2R1W x 1"}));
  stem_.parties.push_back({.threads = 3, .readers = 1});
  EXPECT_EQ(texts(sizes_of(stem_, {.most_threads = {}, .most_rounds = 2})),
            (std::vector<std::string>{"1R1W x 1", "1R1W x 2", "2R1W x 1", "1R2W x 1", "2R1W x 2", "1R2W x 2"}));
}

TEST_F(NecessityTest, survey_has_every_order_but_those_of_clients_that_one_round_comes_by) {
  const Survey found = survey([](const Job& job) {
    EXPECT_TRUE(job.record_orders);
    EXPECT_FALSE(job.weakening);
    EXPECT_LE(job.mix.most(), 1);
    Result result = passed();
    result.orders = {store};
    WrittenOrder of_client = store;
    of_client.file = "models/clients/mutual_exclusion.hpp";
    result.orders.insert(of_client);
    // What only one client reaches.
    if (job.client == &clients::bypass) result.orders.insert(written(9, Operation::load, seq_cst));
    return result;
  });
  ASSERT_EQ(found.orders.size(), 2U);
  EXPECT_EQ(found.orders.front(), store);
  EXPECT_EQ(found.weakenings().size(), 2U);
  EXPECT_TRUE(found.troubles.empty());
}

TEST_F(NecessityTest, orders_that_only_more_rounds_come_by_are_found_later) {
  Necessity necessity(stem_, variant_, {}, 60, [](const Job& job) {
    Result result = passed();
    if (job.record_orders && job.mix.most() == 2) result.orders = {store};
    return result;
  });
  necessity.survey();
  EXPECT_TRUE(necessity.found().orders.empty());
  EXPECT_FALSE(necessity.attempt(weaker_store).killed());
  EXPECT_EQ(necessity.found().orders.size(), 1U);
}

TEST_F(NecessityTest, asks_what_is_promised_within_the_contracted_rounds) {
  promise({.mutual_exclusion = holds(), .progress = {}, .bounded_waiting = violated(Kind::bypass)});
  std::set<std::string> asked;
  const Attempt a = attempt([&](const Job& job) {
    asked.insert(std::string(job.client->name) + " " + job.mix.text());
    return passed();
  });
  EXPECT_EQ(a.outcome, Outcome::holds);
  EXPECT_EQ(asked, (std::set<std::string>{"visibility 1,1", "visibility 2,2", "visibility 3,3"}));
}

TEST_F(NecessityTest, first_violation_kills_and_says_where) {
  std::vector<std::string> explored;
  const Attempt a = attempt([&](const Job& job) {
    EXPECT_EQ(job.weakening, weaker_store);
    explored.push_back(job.mix.text());
    return job.mix.most() == 2 && job.client == &clients::visibility ? found(Kind::data_race) : passed();
  });
  EXPECT_TRUE(a.killed());
  EXPECT_EQ(a.kind, Kind::data_race);
  EXPECT_EQ(a.property, Property::mutual_exclusion);
  EXPECT_EQ(a.size.text(), "2x2");
  EXPECT_TRUE(a.counterexample.starts_with("With relaxed in the place of release: store in made_up.hpp:5\n"));
  EXPECT_EQ(explored.front(), "1,1");
}

TEST_F(NecessityTest, what_nothing_refutes_survives) {
  const Attempt a = attempt([](const Job&) { return passed(); });
  EXPECT_FALSE(a.killed());
  EXPECT_EQ(a.outcome, Outcome::holds);
}

TEST_F(NecessityTest, what_was_not_explored_to_its_end_is_not_refuted) {
  const Attempt a = attempt(
      [](const Job& job) { return job.client == &clients::progress ? ended(Result::End::out_of_budget) : passed(); });
  EXPECT_EQ(a.outcome, Outcome::not_refuted);
  EXPECT_NE(a.reason.find("progress"), std::string::npos) << a.reason;
}

TEST_F(NecessityTest, unknown_is_no_kill_and_stays_unless_something_else_kills) {
  const auto unknown_exclusion = [](const Job& job) {
    return job.client == &clients::visibility ? ended(Result::End::unknown) : passed();
  };
  const Attempt a = attempt(unknown_exclusion);
  EXPECT_EQ(a.outcome, Outcome::unknown);
  EXPECT_EQ(a.reason, "2x1 mutual_exclusion: for a reason");
  const Attempt killed = attempt([&](const Job& job) {
    return job.client == &clients::progress ? found(Kind::deadlock) : unknown_exclusion(job);
  });
  EXPECT_TRUE(killed.killed());
  EXPECT_EQ(killed.reason, "");
}

TEST_F(NecessityTest, what_the_form_itself_shows_is_no_kill) {
  const auto overlaps = [](const Job& job) {
    if (job.client == &clients::visibility) return found(Kind::data_race);
    return job.client == &clients::occupancy ? found(Kind::overlap) : passed();
  };
  const Attempt a = attempt(overlaps, overlaps);
  EXPECT_EQ(a.outcome, Outcome::not_refuted);
  EXPECT_EQ(a.reason, "2x1 mutual_exclusion: without weakening violated overlap");
  const auto troubles = survey(overlaps).troubles;
  ASSERT_EQ(troubles.size(), 1U);
  EXPECT_EQ(troubles.front(), a.reason);
}

TEST_F(NecessityTest, orders_that_may_be_missing_are_a_trouble) {
  const auto troubles = survey([](const Job& job) {
                          return job.client == &clients::visibility ? ended(Result::End::out_of_budget) : passed();
                        }).troubles;
  ASSERT_EQ(troubles.size(), 1U);
  EXPECT_TRUE(troubles.front().starts_with("2x1 mutual_exclusion: without weakening not_refuted")) << troubles.front();
}

TEST_F(NecessityTest, undecided_by_contract_is_no_trouble_and_no_kill) {
  promise({.mutual_exclusion = holds(), .progress = undecided_by({Engine::rc11}, holds()), .bounded_waiting = {}});
  const auto cannot_tell = [](const Job& job) {
    return job.client == &clients::progress ? ended(Result::End::unknown) : passed();
  };
  EXPECT_TRUE(survey(cannot_tell).troubles.empty());
  const auto shows = [](const Job& job) { return job.client == &clients::progress ? found(Kind::deadlock) : passed(); };
  EXPECT_EQ(attempt(shows, cannot_tell).outcome, Outcome::not_refuted);
}

// Strict alternation: the contract has a violation, of one kind.
TEST_F(NecessityTest, only_a_new_kind_kills_where_a_violation_is_promised) {
  promise({.mutual_exclusion = {}, .progress = violated(Kind::remainder_blocks), .bounded_waiting = {}});
  const auto blocks = [](const Job&) { return found(Kind::remainder_blocks); };
  EXPECT_EQ(attempt(blocks, blocks).outcome, Outcome::not_refuted);
  EXPECT_EQ(attempt([](const Job&) { return found(Kind::deadlock); }, blocks).kind, Kind::deadlock);
  EXPECT_TRUE(survey(blocks).troubles.empty());
  EXPECT_EQ(survey([](const Job&) { return found(Kind::deadlock); }).troubles.size(), 1U);
}

TEST_F(NecessityTest, overtaking_beyond_the_bound_kills_where_an_execution_shows_it) {
  promise({.mutual_exclusion = {}, .progress = {}, .bounded_waiting = bypass_at_most(1)});
  const auto measured = [](int bound, const Result& shown) {
    return [bound, shown](const Job& job) {
      if (job.claimed_bypass) {
        EXPECT_EQ(job.claimed_bypass, 1);
        return shown;
      }
      Result result = passed();
      result.bypass["thread"] = {.bound = bound, .exact = true};
      return result;
    };
  };
  const auto once = measured(1, passed());
  const Attempt twice = attempt(measured(2, found(Kind::bypass)), once);
  EXPECT_EQ(twice.kind, Kind::bypass);
  EXPECT_EQ(twice.size.text(), "2x1");
  EXPECT_NE(twice.counterexample.find("violated: bypass"), std::string::npos) << twice.counterexample;
  EXPECT_EQ(attempt(measured(2, passed()), once).outcome, Outcome::unknown);
  EXPECT_EQ(attempt(once, once).outcome, Outcome::holds);
}

TEST_F(NecessityTest, an_exception_is_for_one_weakening) {
  const std::vector<WrittenOrder> orders = {store};
  const OrderException exception = {
      .header = "made_up.hpp", .line = 5, .operation = Operation::store, .weaker = relaxed, .proof = "here"};
  EXPECT_TRUE(is_exception(exception, weaker_store, orders));
  std::vector<OrderException> others(5, exception);
  others[0].header = "other.hpp";
  others[1].line = 6;
  others[2].operation = Operation::load;
  others[3].ordinal = 2;
  others[4].weaker = acquire;
  for (const OrderException& other : others) EXPECT_FALSE(is_exception(other, weaker_store, orders));
}

}  // namespace
}  // namespace turnstile::rc11
