// Points: what a rubric says, what it may not say, and how they are reckoned.
#include "coursework/grading/rubric.hpp"

#include <fstream>
#include <random>

#include <gmock/gmock.h>

#include "coursework/tests/fake_judge.hpp"
#include "models/command/find.hpp"

namespace turnstile::coursework {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using tests::fake_assignments;
using tests::fake_grade;
using tests::fake_property;

Rubric of_toml(const std::string& text, const std::string& assignment = "fake") {
  return rubric_of(text, "rubric.toml", assignment, fake_assignments());
}
Rubric usual() { return default_rubric(fake_assignments().front()); }
Rubric of_json(const std::string& text) { return rubric_of(text, "rubric.json", "fake", fake_assignments()); }

// The one line that it is refused with.
std::string refusal(const std::string& text, const std::string& file = "rubric.toml") {
  try {
    rubric_of(text, file, "fake", fake_assignments());
  } catch (const command::BadInput& e) {
    EXPECT_THAT(e.what(), Not(HasSubstr("\n"))) << text;
    EXPECT_THAT(e.what(), StartsWith(file)) << text;
    return e.what();
  }
  ADD_FAILURE() << "not refused: " << text;
  return "";
}

constexpr const char* everything = R"(
[points]
compiles = 5
mutual_exclusion = 40
progress = 30.5
bounded_waiting = 24.25
linearizability = 0

[earned]
not_refuted = 0.5
unknown = 0.25
without_exclusion = 1

[penalties]
remark = 1
stronger_order = 0.5
at_most = 10
[penalties.remarks]
"std::mutex" = 20

[assignment.other.points]
mutual_exclusion = 99
[assignment.other.penalties]
remark = 7
)";

TEST(rubric, has_a_default) {
  EXPECT_EQ(of_toml(""), usual());
  EXPECT_EQ(of_json("{}"), usual());
  EXPECT_EQ(of_toml("", "other"), default_rubric(fake_assignments().back()));
  const Score all = score(fake_grade(), fake_assignments().front(), usual());
  EXPECT_EQ(all.earned, whole(100));
  EXPECT_EQ(all.of, whole(100));
}

TEST(rubric, says_everything) {
  const Rubric rubric = of_toml(everything);
  EXPECT_EQ(rubric.compiles, whole(5));
  EXPECT_EQ(rubric.of(Property::mutual_exclusion), whole(40));
  EXPECT_EQ(rubric.of(Property::progress).hundredths, 3050);
  EXPECT_EQ(rubric.of(Property::bounded_waiting).hundredths, 2425);
  EXPECT_EQ(rubric.not_refuted, 0.5);
  EXPECT_EQ(rubric.unknown, 0.25);
  EXPECT_EQ(rubric.without_exclusion, 1);
  EXPECT_EQ(rubric.remark, whole(1));
  EXPECT_EQ(rubric.stronger_order.hundredths, 50);
  EXPECT_EQ(rubric.at_most, whole(10));
  ASSERT_EQ(rubric.remarks.size(), 1U);
  EXPECT_EQ(rubric.remarks.front(), std::pair(std::string("std::mutex"), whole(20)));
}

TEST(rubric, has_exceptions_for_an_assignment) {
  const Rubric rubric = of_toml(everything, "other");
  EXPECT_EQ(rubric.of(Property::mutual_exclusion), whole(99));
  EXPECT_EQ(rubric.remark, whole(7));
  EXPECT_EQ(rubric.compiles, whole(5)) << "what they do not name stays as it is for all";
}

TEST(rubric, is_the_same_in_json) {
  const Rubric rubric = of_json(R"({"points": {"compiles": 5, "mutual_exclusion": 40, "progress": 30.5,
      "bounded_waiting": 24.25, "linearizability": 0},
      "earned": {"not_refuted": 0.5, "unknown": 0.25, "without_exclusion": 1},
      "penalties": {"remark": 1, "stronger_order": 0.5, "at_most": 10, "remarks": {"std::mutex": 20}}})");
  EXPECT_EQ(rubric, of_toml(everything));
}

TEST(rubric, that_is_wrong_is_refused_with_line_and_key) {
  EXPECT_EQ(refusal("[points]\ncompiles = -1"), "rubric.toml:2: points.compiles is not a number from 0 to 1000");
  EXPECT_EQ(refusal("[points]\n\ncompile = 10"),
            "rubric.toml:3: points.compile is unknown: expected compiles, mutual_exclusion, progress, bounded_waiting, "
            "linearizability");
  EXPECT_EQ(refusal("[earned]\nunknown = 1.01"), "rubric.toml:2: earned.unknown is not a number from 0 to 1");
  EXPECT_EQ(refusal("point = 1"), "rubric.toml:1: point is unknown: expected points, earned, penalties, assignment");
  EXPECT_EQ(refusal("points = 1"), "rubric.toml:1: points is not a table");
  EXPECT_EQ(refusal("[points]\nprogress = 0.001"), "rubric.toml:2: points.progress has more than two decimals");
  EXPECT_EQ(refusal("[assignment.fke.points]\nprogress = 1"),
            "rubric.toml:1: assignment.fke is unknown: expected fake, other");
  EXPECT_EQ(refusal("[assignment.other.points]\nprogress = 'x'"),
            "rubric.toml:2: assignment.other.points.progress is not a number from 0 to 1000")
      << "also of an assignment that is not graded now";
  EXPECT_EQ(refusal(R"({"points": {"progress": "25"}})", "rubric.json"),
            "rubric.json: points.progress is not a number from 0 to 1000");
  EXPECT_EQ(refusal("{\n\"points\": {,}}", "rubric.json"), "rubric.json:2: no JSON");
  EXPECT_EQ(refusal("", "rubric.yaml"), "rubric.yaml: is neither a .toml nor a .json file");
}

TEST(rubric, takes_nothing_for_a_number_that_is_none) {
  for (const char* value : {"nan", "inf", "-inf", "true", "'25'", "[25]", "{}", "2026-11-21", "1e9", "1000.01"}) {
    EXPECT_THAT(refusal(std::string("[points]\nprogress = ") + value), HasSubstr("points.progress is not a number"));
  }
  EXPECT_THAT(refusal(R"({"points": null})", "rubric.json"), HasSubstr("points is not a table"));
  EXPECT_THAT(refusal("null", "rubric.json"), HasSubstr("is not a table"));
  EXPECT_THAT(refusal(R"({"points": {"progress": 1e999}})", "rubric.json"), HasSubstr("JSON"));
}

TEST(rubric, that_says_a_thing_twice_is_refused) {
  EXPECT_THAT(refusal("[points]\nprogress = 1\nprogress = 2"), StartsWith("rubric.toml:3: no TOML"));
  EXPECT_THAT(refusal(R"({"points": {"progress": 1, "progress": 2}})", "rubric.json"),
              HasSubstr("'progress' stands twice"));
  EXPECT_NO_THROW(of_json(R"({"penalties": {"remark": 1, "remarks": {"remark": 2}}})"));
  EXPECT_THAT(refusal(R"({"earned": {"unknown": 1}, "points": {}, "earned": {}})", "rubric.json"),
              HasSubstr("'earned' stands twice"));
}

// In some places something is gone, another thing, or more.
std::string damaged(std::string text, int how, std::mt19937& random) {
  for (int change = 0; change <= how % 5; ++change) {
    const std::size_t at = random() % text.size();
    if (how % 3 == 0) text.erase(at, random() % 20);
    if (how % 3 == 1) text[at] = static_cast<char>(random());
    if (how % 3 == 2) text.insert(at, 1, R"({}[]"=.,9\)"[random() % 10]);
  }
  return text;
}

// Whatever is done to a right one, it is a rubric or it is refused in one line.
TEST(rubric, that_was_damaged_never_does_more_than_be_refused) {
  std::mt19937 random(20261121);  // NOLINT(bugprone-random-generator-seed): the same on every run
  const std::string json = R"({"points": {"compiles": 5}, "penalties": {"remarks": {"std::mutex": 20}}})";
  int refused = 0;
  for (int i = 0; i < 4000; ++i) {
    const bool toml = i % 2 == 0;
    const std::string text = damaged(toml ? everything : json, i, random);
    try {
      rubric_of(text, toml ? "r.toml" : "r.json", "fake", fake_assignments());
    } catch (const command::BadInput& e) {
      ++refused;
      ASSERT_THAT(e.what(), Not(HasSubstr("\n"))) << text;
    }
  }
  EXPECT_GT(refused, 1000);
}

TEST(rubric, that_is_deep_is_refused) {
  EXPECT_THAT(refusal(std::string(100'000, '['), "rubric.json"), HasSubstr("JSON"));
  EXPECT_THAT(refusal("a = " + std::string(100'000, '[')), HasSubstr("TOML"));
}

TEST(rubric, comes_from_a_file) {
  const std::string file = ::testing::TempDir() + "turnstile_rubric.toml";
  std::ofstream(file) << "[points]\ncompiles = 3";
  EXPECT_EQ(read_rubric(file, "fake", fake_assignments()).compiles, whole(3));
  std::ofstream(file) << std::string((1 << 20) + 1, '#');
  EXPECT_THROW(read_rubric(file, "fake", fake_assignments()), command::BadInput);
  std::filesystem::remove(file);
  EXPECT_THROW(read_rubric(file, "fake", fake_assignments()), command::BadInput);
  EXPECT_THROW(read_rubric(::testing::TempDir(), "fake", fake_assignments()), command::BadInput);
}

// --- points ------------------------------------------------------------------------------------------------------------

Points earned(const Grade& grade, const Rubric& rubric = usual()) {
  return score(grade, fake_assignments().front(), rubric).earned;
}

TEST(score, counts_only_what_holds) {
  for (const Outcome outcome : {Outcome::violated, Outcome::unknown, Outcome::not_refuted, Outcome::not_applicable}) {
    EXPECT_EQ(earned(fake_grade({fake_property(Property::progress, outcome)})), whole(75)) << name(outcome);
  }
}

TEST(score, of_what_does_not_compile_is_nothing) {
  for (const Stage stage : {Stage::does_not_compile, Stage::refused, Stage::failed}) {
    Grade grade = fake_grade();
    grade.stage = stage;
    EXPECT_EQ(earned(grade), whole(0)) << name(stage);
    grade.properties.clear();
    EXPECT_EQ(earned(grade), whole(0)) << name(stage);
  }
}

TEST(score, of_a_property_without_a_verdict_is_nothing) {
  Grade grade = fake_grade();
  grade.properties.pop_back();
  EXPECT_EQ(earned(grade), whole(85));
}

TEST(score, of_a_lock_that_lets_everybody_in_is_that_it_compiles) {
  const Grade empty = fake_grade({fake_property(Property::mutual_exclusion, Outcome::violated)});
  EXPECT_EQ(earned(empty), whole(10));
  Rubric rubric = usual();
  rubric.without_exclusion = 0.5;
  EXPECT_EQ(earned(empty, rubric), whole(30));
  rubric.without_exclusion = 1;
  EXPECT_EQ(earned(empty, rubric), whole(50));
  EXPECT_EQ(earned(fake_grade({fake_property(Property::mutual_exclusion, Outcome::unknown)})), whole(10));
}

TEST(score, gives_a_part_where_the_rubric_says_so) {
  Rubric rubric = usual();
  rubric.not_refuted = 0.333;
  const Grade grade = fake_grade({fake_property(Property::progress, Outcome::not_refuted)});
  EXPECT_EQ(earned(grade, rubric).text(), "83.33");
  rubric.unknown = 1;
  EXPECT_EQ(earned(fake_grade({fake_property(Property::progress, Outcome::unknown)}), rubric), whole(100));
  rubric.unknown = rubric.not_refuted = 1;
  EXPECT_EQ(earned(fake_grade({fake_property(Property::progress, Outcome::violated)}), rubric), whole(75));
}

TEST(score, takes_penalties_off_down_to_nothing) {
  Grade grade = fake_grade();
  grade.remarks = {"std::mutex in a spin lock", "a fence"};
  grade.stronger_than_needed = {{.line = 3, .operation = "store", .order = "seq_cst", .enough = "release"}};
  EXPECT_EQ(earned(grade), whole(100)) << "none by default";
  Rubric rubric = usual();
  rubric.remark = whole(2);
  rubric.remarks = {{"std::mutex", whole(20)}, {"mutex", whole(1)}};
  rubric.stronger_order = {50};
  EXPECT_EQ(earned(grade, rubric).text(), "77.5");
  rubric.at_most = whole(21);
  EXPECT_EQ(earned(grade, rubric), whole(79));
  rubric.at_most.reset();
  rubric.remark = whole(1000);
  EXPECT_EQ(earned(grade, rubric), whole(0));
}

TEST(score, adds_up) {
  Grade grade = fake_grade({fake_property(Property::bounded_waiting, Outcome::violated)});
  grade.remarks = {"a fence"};
  Rubric rubric = usual();
  rubric.remark = whole(3);
  const Score all = score(grade, fake_assignments().front(), rubric);
  Points sum;
  for (const Part& part : all.parts) sum += part.earned;
  EXPECT_EQ(sum, all.earned);
  EXPECT_EQ(all.earned, whole(82));
}

TEST(points, are_written_without_what_is_not_needed) {
  EXPECT_EQ(whole(10).text(), "10");
  EXPECT_EQ(Points{1250}.text(), "12.5");
  EXPECT_EQ(Points{1225}.text(), "12.25");
  EXPECT_EQ(Points{-5}.text(), "-0.05");
  EXPECT_EQ(Points{}.text(), "0");
}

}  // namespace
}  // namespace turnstile::coursework
