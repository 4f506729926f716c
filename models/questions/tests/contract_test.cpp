// Contracts, and their names.
#include "models/questions/contract.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "models/clients/progress.hpp"

namespace turnstile {

const std::vector<Stem>& catalogue() {
  static const std::vector<Stem> none;
  return none;
}

namespace {

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
  variant.reach.mutual_exclusion = {.of_three = 2, .of_three_quickly = 1};
  const Party three = {.threads = 3};
  EXPECT_EQ(variant.contracted_rounds(Engine::rc11, Property::mutual_exclusion, three, false), 1);
  EXPECT_EQ(variant.contracted_rounds(Engine::rc11, Property::bounded_waiting, three, false), 2) << "as thoroughly";
  EXPECT_EQ(variant.contracted_rounds(Engine::relacy, Property::progress, {.threads = 3}), contract_rounds);
}

TEST(contract, an_engine_that_cannot_decide_must_say_so) {
  const Expectation livelock = undecided_by({Engine::rc11}, violated(Kind::livelock));
  EXPECT_EQ(livelock.from(Engine::rc11), std::pair(Outcome::unknown, Kind::none));
  EXPECT_EQ(livelock.from(Engine::relacy), std::pair(Outcome::violated, Kind::livelock));
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
}  // namespace
}  // namespace turnstile
