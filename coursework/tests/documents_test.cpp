// Results in all their forms, also where everything in them is hostile.
#include "coursework/grading/documents.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "coursework/grading/pages.hpp"
#include "coursework/grading/text_report.hpp"
#include "coursework/tests/fake_judge.hpp"

namespace turnstile::coursework {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using tests::fake_grade;
using tests::fake_property;
using tests::fake_result;

constexpr const char* attack =
    "</script><script>alert(1)</script><img src=x onerror='alert(\"2\")'>&amp;@TABLE@]]>\033[2J";

Grade violated() {
  return fake_grade({fake_property(Property::mutual_exclusion, Outcome::violated, "Both are in (line 2).")});
}

ClassResult of(std::vector<Result> results) {
  return {.assignment = tests::fake_assignments().data(), .results = std::move(results)};
}

Grade hostile_grade() {
  Grade grade = fake_grade({fake_property(Property::mutual_exclusion, Outcome::violated, attack),
                            fake_property(Property::progress, Outcome::unknown, attack)});
  grade.messages = attack;
  grade.missing = {attack};
  grade.remarks = {attack};
  grade.stronger_than_needed = {{.line = 1, .operation = attack, .order = attack, .enough = attack}};
  grade.properties.front().disagreement = attack;
  grade.isolation = attack;
  return grade;
}

Result hostile() {
  Result result = fake_result(attack, hostile_grade(), attack);
  result.same_as = {attack};
  return result;
}

Grade not_compiled() {
  return {
      .assignment = "fake", .submission = "a.hpp", .stage = Stage::does_not_compile, .messages = "a.hpp:1:2: error"};
}

// --- JSON --------------------------------------------------------------------------------------------------------------

TEST(grades_json, has_grades_and_points) {
  Result alice = fake_result("alice.hpp", violated());
  alice.same_as = {"the same as bob.hpp"};
  const json all = json::parse(grades_json(of({alice, fake_result("bob.hpp", not_compiled())})));
  EXPECT_EQ(all.at("schema"), "turnstile.grades/1");
  EXPECT_EQ(all.at("assignment"), "fake");
  const json& first = all.at("grades").at(0);
  EXPECT_EQ(first.at("submission"), "alice.hpp");
  EXPECT_EQ(first.at("same_as"), json({"the same as bob.hpp"}));
  EXPECT_EQ(first.at("points").at("earned"), 10);
  EXPECT_EQ(first.at("points").at("of"), 100);
  EXPECT_EQ(first.at("points").at("parts").size(), 4U);
  EXPECT_EQ(first.at("properties").at(0).at("verdict"), "violated");
  EXPECT_EQ(first.at("properties").at(0).at("verdicts").at(0).at("engine"), "rc11");
  EXPECT_EQ(all.at("grades").at(1).at("stage"), "does_not_compile");
}

TEST(grades_json, is_the_same_but_for_seconds) {
  ClassResult one = of({fake_result("alice.hpp", violated())});
  ClassResult two = one;
  EXPECT_EQ(grades_json(one), grades_json(two));
  two.results.front().grade.seconds = 99;
  EXPECT_NE(grades_json(one), grades_json(two));
  json first = json::parse(grades_json(one));
  json second = json::parse(grades_json(two));
  first["grades"][0].erase("seconds");
  second["grades"][0].erase("seconds");
  EXPECT_EQ(first, second);
}

// --- CSV ---------------------------------------------------------------------------------------------------------------

// A reader of RFC 4180.
std::vector<std::vector<std::string>> cells_of(const std::string& csv) {
  std::vector<std::vector<std::string>> rows(1);
  std::string cell;
  bool quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    const char c = csv[i];
    if (quoted && c == '"' && csv[i + 1] == '"') {
      cell += csv[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == ',' || c == '\r')) {
      rows.back().push_back(std::exchange(cell, ""));
      if (c == '\r') rows.emplace_back(), ++i;
    } else {
      cell += c;
    }
  }
  rows.pop_back();
  return rows;
}

std::string column(const std::vector<std::vector<std::string>>& rows, const std::string& title, std::size_t row = 1) {
  const auto found = std::ranges::find(rows.front(), title);
  EXPECT_NE(found, rows.front().end()) << title;
  return rows.at(row).at(static_cast<std::size_t>(found - rows.front().begin()));
}

TEST(grades_csv, has_a_line_each) {
  const auto rows =
      cells_of(grades_csv(of({fake_result("alice.hpp", violated()), fake_result("b,\"o\".hpp", not_compiled())})));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[1].size(), rows[0].size());
  EXPECT_EQ(rows[2].size(), rows[0].size());
  EXPECT_EQ(column(rows, "submission"), "alice.hpp");
  EXPECT_EQ(column(rows, "points"), "10");
  EXPECT_EQ(column(rows, "of"), "100");
  EXPECT_EQ(column(rows, "mutual_exclusion"), "violated");
  EXPECT_EQ(column(rows, "mutual_exclusion: kind"), "overlap");
  EXPECT_EQ(column(rows, "progress"), "holds");
  EXPECT_EQ(column(rows, "submission", 2), "b,\"o\".hpp");
  EXPECT_EQ(column(rows, "progress", 2), "") << "nothing was asked";
  EXPECT_EQ(column(rows, "messages", 2), "a.hpp:1:2: error");
}

TEST(grades_csv, has_no_formula_in_it) {
  for (const char* formula : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r\n=1", "=cmd|' /C calc'!A0,\"x\""}) {
    Grade grade = violated();
    grade.messages = grade.properties.front().sentence = formula;
    grade.missing = grade.remarks = {formula};
    for (const auto& row : cells_of(grades_csv(of({fake_result(formula, grade)})))) {
      for (const std::string& cell : row) {
        EXPECT_TRUE(cell.empty() || std::string("=+-@\t\r\n").find(cell.front()) == std::string::npos) << cell;
      }
    }
  }
}

TEST(grades_csv, of_hostile_text_stays_a_table) {
  const auto rows = cells_of(grades_csv(of({hostile(), hostile()})));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[1].size(), rows[0].size());
}

// --- JUnit -------------------------------------------------------------------------------------------------------------

// The beginnings and ends of elements. Fails where something else has the characters of markup.
std::vector<std::string> tags_of(const std::string& xml) {
  std::vector<std::string> tags;
  std::size_t at = xml.find("?>") + 2;
  while ((at = xml.find('<', at)) != std::string::npos) {
    const std::size_t end = std::min(xml.find('>', at), xml.size());
    tags.push_back(xml.substr(at + 1, end - at - 1));
    EXPECT_THAT(tags.back(), Not(HasSubstr("<")));
    EXPECT_EQ(std::ranges::count(tags.back(), '"') % 2, 0) << tags.back();
    at = end;
  }
  return tags;
}

// The beginnings alone, if each is closed in order.
std::vector<std::string> elements_of(const std::string& xml) {
  std::vector<std::string> open;
  std::vector<std::string> elements;
  for (const std::string& tag : tags_of(xml)) {
    if (tag.starts_with("/")) {
      EXPECT_TRUE(!open.empty() && "/" + open.back() == tag) << tag;
      if (!open.empty()) open.pop_back();
      continue;
    }
    elements.push_back(tag);
    if (!tag.ends_with("/")) open.push_back(tag.substr(0, tag.find(' ')));
  }
  EXPECT_TRUE(open.empty());
  return elements;
}

TEST(grades_junit, passes_only_what_holds) {
  const std::string xml = grades_junit(of(
      {fake_result("alice.hpp", fake_grade({fake_property(Property::mutual_exclusion, Outcome::violated, "Both <&."),
                                            fake_property(Property::progress, Outcome::unknown, "out of budget"),
                                            fake_property(Property::bounded_waiting, Outcome::not_refuted, "why")}))}));
  const std::vector<std::string> tags = elements_of(xml);
  ASSERT_EQ(tags.size(), 9U) << xml;
  EXPECT_THAT(tags[0], HasSubstr("tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\""));
  EXPECT_THAT(tags[1], HasSubstr("testsuite name=\"alice.hpp\" tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\""));
  EXPECT_THAT(tags[2], HasSubstr("name=\"compiles\"/"));
  EXPECT_THAT(tags[4], HasSubstr("failure message=\"violated: overlap. Both &lt;&amp;.\""));
  EXPECT_THAT(xml, HasSubstr("thread 1")) << "the counterexample is there, as text";
  EXPECT_THAT(tags[6], HasSubstr("error message=\"unknown. out of budget\""));
  EXPECT_THAT(tags[8], HasSubstr("skipped message=\"not refuted. why\""));
}

TEST(grades_junit, fails_what_was_not_graded) {
  for (const Stage stage : {Stage::does_not_compile, Stage::refused, Stage::failed}) {
    Grade grade = not_compiled();
    grade.stage = stage;
    const std::string xml = grades_junit(of({fake_result("a.hpp", grade)}));
    const auto passed = std::ranges::count_if(
        elements_of(xml), [](const std::string& tag) { return tag.starts_with("testcase") && tag.ends_with("/"); });
    EXPECT_EQ(passed, 0) << xml;
  }
}

TEST(grades_junit, of_hostile_text_is_well_formed) {
  const std::string xml = grades_junit(of({hostile()}));
  EXPECT_EQ(elements_of(xml).size(), 8U) << xml;
  EXPECT_THAT(xml, Not(HasSubstr("\033")));
  EXPECT_THAT(xml, Not(HasSubstr("]]>")));
}

// --- pages -------------------------------------------------------------------------------------------------------------

void expect_harmless(const std::string& page) {
  for (const char* markup : {"<script", "<img", "\033", "onerror='", "href=\"javascript", "@TABLE@</", "http://"}) {
    EXPECT_THAT(page, Not(HasSubstr(markup)));
  }
  EXPECT_THAT(page, HasSubstr("default-src 'none'; style-src 'sha256-"));
  EXPECT_THAT(page, Not(HasSubstr("unsafe-inline")));
  for (const char* place : {"@POLICY@", "@STYLE@", "@TITLE@", "@FACTS@", "@FINDINGS@", "@SOURCE@"}) {
    EXPECT_THAT(page, Not(HasSubstr(place)));
  }
}

TEST(pages, of_hostile_text_are_harmless) {
  expect_harmless(class_page(of({hostile()})));
  expect_harmless(student_page(hostile()));
  EXPECT_THAT(student_page(hostile()), HasSubstr("&lt;script&gt;alert(1)"));
}

TEST(pages, of_a_class_lead_to_the_students) {
  Result alice = fake_result("alice.hpp", violated());
  alice.same_as = {"the same as bob.hpp"};
  const std::string page = class_page(of({alice, fake_result("../b b.hpp", not_compiled())}));
  EXPECT_THAT(page, HasSubstr("<a href=\"alice.html\">alice.hpp</a>"));
  EXPECT_THAT(page, HasSubstr("href=\"___b_b.html\">../b b.hpp</a>"));
  EXPECT_THAT(page, HasSubstr("violated: overlap"));
  EXPECT_THAT(page, HasSubstr("the same as bob.hpp"));
  EXPECT_THAT(page, HasSubstr("does not compile"));
  EXPECT_THAT(page, HasSubstr("10 of 100"));
}

TEST(pages, of_a_student_say_why_and_where) {
  Grade grade = violated();
  grade.missing = {"line 3: store needs seq_cst, and has release"};
  Result result = fake_result("alice.hpp", grade, "one\ntwo\nthree\nfour\n");
  result.same_as = {"the same as bob.hpp"};
  const std::string page = student_page(result);
  EXPECT_THAT(page, HasSubstr("Both are in (line 2)."));
  EXPECT_THAT(page, HasSubstr("href=\"alice.mutual_exclusion.rc11.html\""));
  EXPECT_THAT(page, HasSubstr("<li id=\"line-1\"><code>one</code></li>"));
  EXPECT_THAT(page, HasSubstr("<li id=\"line-2\" class=\"named\"><code>two</code></li>"));
  EXPECT_THAT(page, HasSubstr("<li id=\"line-3\" class=\"named\">"));
  EXPECT_THAT(page, Not(HasSubstr("line-5")));
  EXPECT_THAT(page, HasSubstr("store needs seq_cst"));
  EXPECT_THAT(page, Not(HasSubstr("bob.hpp"))) << "who else handed it in is not for the student";
}

TEST(pages, of_what_does_not_compile_have_the_messages) {
  const std::string page = student_page(fake_result("a.hpp", not_compiled(), "x\n"));
  EXPECT_THAT(page, HasSubstr("What the compiler says"));
  EXPECT_THAT(page, HasSubstr("a.hpp:1:2: error"));
  EXPECT_THAT(page, HasSubstr("<li id=\"line-1\" class=\"named\">"));
}

// --- text --------------------------------------------------------------------------------------------------------------

TEST(text_report, says_all_of_a_submission) {
  Grade grade = violated();
  grade.missing = {"line 14: store needs seq_cst, and has release"};
  grade.stronger_than_needed = {{.line = 3, .operation = "load", .order = "seq_cst", .enough = "acquire"}};
  grade.properties.front().disagreement = "relacy found nothing";
  Result result = fake_result("alice.hpp", grade);
  result.same_as = {"the same as bob.hpp"};
  EXPECT_EQ(text_of(result, {.counterexamples = "out"}),
            "alice.hpp: 10 of 100 points\n"
            "  compiles            10 of 10\n"
            "  mutual_exclusion     0 of 50  violated: overlap\n"
            "    Both are in (line 2).\n"
            "    the engines disagree: relacy found nothing\n"
            "    turnstile show out/alice.mutual_exclusion.rc11.json\n"
            "  progress             0 of 25  holds  (since mutual exclusion earns nothing)\n"
            "  bounded_waiting      0 of 15  holds  (since mutual exclusion earns nothing)\n"
            "  missing order: line 14: store needs seq_cst, and has release\n"
            "  remark, an order is stronger than needed: line 3, load: acquire would do instead of seq_cst\n"
            "  remark: the same as bob.hpp\n");
}

TEST(text_report, of_what_was_not_graded) {
  EXPECT_EQ(text_of(fake_result("a.hpp", not_compiled()), {}),
            "a.hpp: does not compile, 0 of 100 points\n  a.hpp:1:2: error\n");
}

TEST(text_report, does_nothing_to_a_terminal) {
  const std::string text = text_of(hostile(), {});
  EXPECT_THAT(text, Not(HasSubstr("\033")));
  EXPECT_THAT(text_of(hostile(), {.colour = true}), Not(HasSubstr("\033[2J")));
}

TEST(text_report, quotes_what_a_shell_would_take_apart) {
  EXPECT_THAT(text_of(fake_result("a.hpp", violated()), {.counterexamples = "my dir's"}),
              HasSubstr(R"(turnstile show 'my dir'\''s/a.mutual_exclusion.rc11.json')"));
}

TEST(text_report, sums_up) {
  const ClassResult all =
      of({fake_result("a.hpp", fake_grade()), fake_result("b.hpp", violated()), fake_result("c.hpp", not_compiled())});
  EXPECT_EQ(summary_of(all, {}),
            "3 submissions, every property asked holds in 1, 1 does not compile\n"
            "submissions ran in: nothing\n"
            "to step through the counterexamples: --html DIR (pages) or --counterexamples DIR (for turnstile show)\n");
  EXPECT_EQ(summary_of(of({fake_result("a.hpp", fake_grade())}), {}),
            "1 submission, every property asked holds in 1\nsubmissions ran in: nothing\n");
}

TEST(results, name_lines_of_the_submission_only) {
  Grade grade = fake_grade({fake_property(Property::mutual_exclusion, Outcome::violated,
                                          "Thread 1 read x (stale read; line 12); it races (client.hpp line 13).")});
  grade.submission = "alice/lock.hpp";
  grade.missing = {"line 14: store needs seq_cst", "lock.hpp line 15: another"};
  grade.remarks = {"a fence, in line 16", "no line here", "underline 99"};
  grade.stronger_than_needed = {{.line = 17, .operation = "load", .order = "seq_cst", .enough = "acquire"}};
  grade.messages = "lock.hpp:18:3: warning\nblock.hpp:98: no\nlock.hpp: In member function";
  EXPECT_THAT(lines_named(grade), ElementsAre(12, 14, 15, 16, 17, 18));
}

TEST(results, share_a_counterexample_that_is_the_same) {
  Result result = fake_result("alice.hpp", violated());
  std::vector<Verdict>& verdicts = result.grade.properties.front().verdicts;
  verdicts.push_back(verdicts.front());
  verdicts.push_back(fake_property(Property::mutual_exclusion, Outcome::violated, "Another one.").verdicts.front());
  std::vector<std::string> stems;
  for (const Shown& shown : counterexamples_of(result)) stems.push_back(shown.stem);
  EXPECT_THAT(stems, ElementsAre("alice.mutual_exclusion.rc11", "alice.mutual_exclusion.rc11",
                                 "alice.mutual_exclusion.rc11.2"));
}

}  // namespace
}  // namespace turnstile::coursework
