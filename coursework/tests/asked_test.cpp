// What an assignment asks counts; the rest is said, and does not.
#include <algorithm>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "coursework/grading/documents.hpp"
#include "coursework/grading/pages.hpp"
#include "coursework/grading/text_report.hpp"
#include "coursework/tests/fake_judge.hpp"

namespace turnstile::coursework {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using tests::fake_grade;
using tests::fake_property;

// Bounded waiting is not asked.
const Assignment& unfair() {
  static const Assignment assignment = [] {
    Assignment copy = tests::fake_assignments().front();
    copy.asked = {{Property::mutual_exclusion, 60}, {Property::progress, 30}};
    return copy;
  }();
  return assignment;
}

// All is asked, but a thread that stays away may keep the others out.
const Assignment& alternating() {
  static const Assignment assignment = [] {
    Assignment copy = tests::fake_assignments().front();
    copy.excused = Kind::remainder_blocks;
    return copy;
  }();
  return assignment;
}

Result graded(const std::vector<PropertyGrade>& found, const Assignment& assignment) {
  return tests::fake_result("a.hpp", fake_grade(found), "class Lock {};\n", assignment);
}

Result overtaken() {
  return graded({fake_property(Property::bounded_waiting, Outcome::violated, "Overtaken.")}, unfair());
}

ClassResult class_of(const Result& result, const Assignment& assignment) {
  return {.assignment = &assignment, .results = {result}};
}

TEST(assignments, give_a_right_submission_a_hundred_points) {
  for (const Assignment& assignment : assignments()) {
    Points all = default_rubric(assignment).compiles;
    for (const Asked& asked : assignment.asked) {
      EXPECT_NE(std::ranges::find(assignment.properties, asked.property), assignment.properties.end());
      EXPECT_NE(std::ranges::find(assignment.sizes, asked.property, &Size::property), assignment.sizes.end());
      EXPECT_GT(asked.points, 0) << assignment.name;
      all += whole(asked.points);
    }
    EXPECT_EQ(all, whole(100)) << assignment.name;
  }
}

TEST(assignments, ask_for_exclusion_and_progress_of_all_and_for_fairness_of_some) {
  for (const Assignment& assignment : assignments()) {
    const auto asks = [&](Property property) {
      return std::ranges::find(assignment.asked, property, &Asked::property) != assignment.asked.end();
    };
    EXPECT_TRUE(asks(Property::mutual_exclusion)) << assignment.name;
    EXPECT_TRUE(asks(Property::progress)) << assignment.name;
    const bool is_bounded =
        assignment.name == "turn" || assignment.name == "peterson" || assignment.name == "priority_inheritance";
    EXPECT_EQ(asks(Property::bounded_waiting), is_bounded) << assignment.name;
    EXPECT_EQ(assignment.excused, assignment.name == "turn" ? Kind::remainder_blocks : Kind::none);
  }
}

TEST(not_asked, costs_nothing) {
  const Result result = overtaken();
  EXPECT_EQ(result.score.earned, whole(100));
  EXPECT_EQ(result.score.of, whole(100));
  EXPECT_TRUE(all_hold(result.grade));
}

TEST(not_asked, does_not_make_up_for_what_is) {
  const Result result = graded({fake_property(Property::progress, Outcome::violated)}, unfair());
  EXPECT_EQ(result.score.earned, whole(70));
  EXPECT_FALSE(all_hold(result.grade));
  Grade nothing_asked = fake_grade();
  for (PropertyGrade& property : nothing_asked.properties) property.asked = false;
  EXPECT_FALSE(all_hold(nothing_asked));
}

TEST(not_asked, is_said_in_every_form) {
  const Result result = overtaken();
  EXPECT_THAT(text_of(result, {}), HasSubstr("  bounded_waiting            -  violated: overlap (not asked)\n"
                                             "    Overtaken.\n"));
  EXPECT_THAT(student_page(result), HasSubstr(R"(class="verdict violated not_asked">violated: overlap (not asked)<)"));
  const ClassResult all = class_of(result, unfair());
  EXPECT_THAT(class_page(all), HasSubstr("violated: overlap (not asked)"));
  EXPECT_THAT(class_page(all), HasSubstr("every property asked holds in 1."));
  EXPECT_THAT(grades_csv(all), HasSubstr("violated (not asked),overlap,0,Overtaken."));
  const json grade = json::parse(grades_json(all)).at("grades").at(0);
  EXPECT_EQ(grade.at("properties").at(1).at("asked"), true);
  EXPECT_EQ(grade.at("properties").at(2).at("asked"), false);
  EXPECT_EQ(grade.at("properties").at(2).at("verdict"), "violated");
}

TEST(not_asked, is_no_failed_test) {
  const std::string xml = grades_junit(class_of(overtaken(), unfair()));
  EXPECT_THAT(xml, HasSubstr(R"(tests="4" failures="0" errors="0" skipped="1")"));
  EXPECT_THAT(xml, HasSubstr("<skipped message=\"violated: overlap (not asked). Overtaken.\">"));
  const Result holds = graded({}, unfair());
  EXPECT_THAT(grades_junit(class_of(holds, unfair())), HasSubstr(R"(failures="0" errors="0" skipped="1")"))
      << "nor one that passes";
}

TEST(not_asked, is_asked_by_a_rubric_that_gives_points_for_it) {
  Rubric rubric = default_rubric(unfair());
  rubric.properties[static_cast<std::size_t>(Property::bounded_waiting)] = whole(20);
  Result result = overtaken();
  mark_asked(result.grade, unfair(), rubric);
  EXPECT_TRUE(result.grade.properties.back().asked);
  EXPECT_FALSE(all_hold(result.grade));
  EXPECT_EQ(score(result.grade, unfair(), rubric).of, whole(120));
  EXPECT_THAT(text_of(result, {}), Not(HasSubstr("not asked")));
}

TEST(not_asked, is_not_what_a_rubric_gives_no_points_for) {
  Rubric rubric = default_rubric(unfair());
  rubric.properties.fill({});
  Grade grade = fake_grade({fake_property(Property::mutual_exclusion, Outcome::violated)});
  mark_asked(grade, unfair(), rubric);
  EXPECT_TRUE(grade.properties.front().asked) << "the assignment asks for it";
  EXPECT_FALSE(all_hold(grade));
}

// --- strict alternation ------------------------------------------------------------------------------------------------

PropertyGrade blocked(Kind kind) {
  PropertyGrade found = fake_property(Property::progress, Outcome::violated, "Waits for one that stays away.");
  found.kind = found.verdicts.front().kind = kind;
  found.verdicts.front().runs = {{.client = "progress", .executions = 9, .complete = true, .result = "passed"},
                                 {.client = "progress", .executions = 2, .result = std::string(name(kind))}};
  return found;
}

TEST(excused, earns_what_holds_would) {
  const Result result = graded({blocked(Kind::remainder_blocks)}, alternating());
  EXPECT_EQ(result.score.earned, whole(100));
  EXPECT_TRUE(all_hold(result.grade));
  EXPECT_THAT(text_of(result, {}),
              HasSubstr("  progress            25 of 25  violated: remainder blocks (not asked)\n"));
}

TEST(excused, is_nothing_else_and_nobody_else) {
  EXPECT_EQ(graded({blocked(Kind::deadlock)}, alternating()).score.earned, whole(75));
  EXPECT_EQ(graded({blocked(Kind::livelock)}, alternating()).score.earned, whole(75));
  const Result elsewhere = graded({blocked(Kind::remainder_blocks)}, unfair());
  EXPECT_EQ(elsewhere.score.earned, whole(70));
  EXPECT_FALSE(all_hold(elsewhere.grade));
}

TEST(excused, hides_nothing_that_was_not_seen) {
  PropertyGrade undecided = blocked(Kind::remainder_blocks);
  undecided.verdicts.front().runs.front() = {.client = "progress", .result = "unknown: its loops are too many"};
  PropertyGrade contradicted = blocked(Kind::remainder_blocks);
  contradicted.verdicts.push_back(contradicted.verdicts.front());
  contradicted.verdicts.back().engine = Engine::relacy;
  contradicted.verdicts.back().kind = Kind::deadlock;
  PropertyGrade unheard = blocked(Kind::remainder_blocks);
  unheard.verdicts.front().runs.clear();
  for (const PropertyGrade& found : {undecided, contradicted, unheard}) {
    const Result result = graded({found}, alternating());
    EXPECT_EQ(result.score.earned, whole(75));
    EXPECT_FALSE(all_hold(result.grade));
  }
}

TEST(excused, earns_nothing_without_exclusion) {
  const Result result = graded(
      {blocked(Kind::remainder_blocks), fake_property(Property::mutual_exclusion, Outcome::violated)}, alternating());
  EXPECT_EQ(result.score.earned, whole(10));
}

}  // namespace
}  // namespace turnstile::coursework
