// A grade goes from process to process, and to disk and back.
#include "coursework/grading/grade_json.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "coursework/tests/fake_judge.hpp"
#include "models/counterexample/artifact.hpp"
#include "models/counterexample/json.hpp"

namespace turnstile::coursework {
namespace {

using counterexample::NotACounterexample;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using tests::fake_grade;
using tests::fake_property;

Grade full_grade() {
  Grade grade = fake_grade({fake_property(Property::mutual_exclusion, Outcome::violated, "Both are in (line 2)."),
                            fake_property(Property::bounded_waiting, Outcome::unknown, "out of budget")});
  grade.messages = "a warning";
  grade.missing = {"line 14: store needs seq_cst, and has release"};
  grade.stronger_than_needed = {{.line = 3, .operation = "load", .order = "seq_cst", .enough = "acquire"}};
  grade.remarks = {"a fence"};
  PropertyGrade& exclusion = grade.properties.front();
  exclusion.disagreement = "relacy did not find it";
  exclusion.verdicts.push_back(exclusion.verdicts.front());
  Verdict& relacy = exclusion.verdicts.back();
  relacy.engine = Engine::relacy;
  relacy.expected = {Outcome::violated, Kind::data_race};
  relacy.as_contracted = false;
  relacy.scenarios = "some";
  relacy.reason = "a reason";
  relacy.counterexample = "in words";
  relacy.counterexample_file = "file.json";
  relacy.bypass["thread"].bound.reset();
  relacy.runs.front().seconds = 1.5;
  relacy.artifact = nullptr;
  return grade;
}

TEST(grade_json, comes_back_as_it_was) {
  const Grade grade = full_grade();
  const std::string text = to_json(grade);
  const Grade read = grade_from_json(text);
  EXPECT_EQ(to_json(read), text);
  ASSERT_EQ(read.properties.size(), 3U);
  const PropertyGrade& exclusion = read.properties.front();
  EXPECT_EQ(exclusion.outcome, Outcome::violated);
  EXPECT_EQ(exclusion.sentence, "Both are in (line 2).");
  ASSERT_TRUE(exclusion.verdicts.front().artifact);
  EXPECT_EQ(*exclusion.verdicts.front().artifact, *grade.properties.front().verdicts.front().artifact);
  EXPECT_EQ(exclusion.verdicts.back().artifact, nullptr);
  EXPECT_EQ(exclusion.verdicts.back().expected, grade.properties.front().verdicts.back().expected);
  EXPECT_EQ(exclusion.verdicts.back().bypass.at("thread").by_rounds, (std::map<int, int>{{1, 1}, {2, 1}}));
  EXPECT_EQ(read.properties.back().outcome, Outcome::unknown);
}

TEST(grade_json, of_what_was_not_graded) {
  for (const Stage stage : {Stage::does_not_compile, Stage::refused, Stage::failed}) {
    Grade grade{.assignment = "fake", .submission = "a.hpp", .stage = stage, .messages = "a.hpp:1:1: error"};
    EXPECT_EQ(grade_from_json(to_json(grade)).stage, stage);
  }
}

// Bytes that are no text are replaced, and the rest is there.
TEST(grade_json, of_any_bytes) {
  Grade grade = full_grade();
  grade.messages = std::string("\xFF\0<\"\\", 5);
  EXPECT_THAT(grade_from_json(to_json(grade)).messages, HasSubstr("<\"\\"));
}

void expect_refused(const json& damaged, const std::string& place) {
  try {
    grade_from_json(damaged.dump());
    ADD_FAILURE() << "not refused: " << place;
  } catch (const NotACounterexample& e) {
    EXPECT_THAT(e.what(), Not(HasSubstr("\n"))) << place;
  }
}

// Each member of each object, below this one: taken away, or another thing in its place.
void damage_each(json& whole, const json::json_pointer& at) {
  const json here = whole.at(at);
  if (here.is_object()) {
    for (const auto& [key, value] : here.items()) {
      const bool free = at.to_string().ends_with("bypass") || at.to_string().ends_with("by_rounds");
      const bool unread = key == "size" || key == "source" || key == "newest" || key == "stale" || key == "coherence";
      whole.at(at).erase(key);
      if (!free && !unread && at.to_string().find("artifact") == std::string::npos) {
        expect_refused(whole, (at / key).to_string() + " is gone");
      }
      whole.at(at) = here;
      damage_each(whole, at / key);
    }
  } else if (here.is_array()) {
    if (!here.empty()) damage_each(whole, at / 0);
  }
  if (at.to_string().find("artifact/") != std::string::npos) return;  // read by counterexample::from_json
  whole.at(at) = json::array({json::array()});
  if (!at.empty()) expect_refused(whole, at.to_string() + " is a list");
  whole.at(at) = here;
}

TEST(grade_json, with_anything_missing_or_wrong_is_refused) {
  json whole = json::parse(to_json(full_grade()));
  ASSERT_NO_THROW(grade_from_json(whole.dump()));
  damage_each(whole, json::json_pointer());
}

TEST(grade_json, says_where_it_is_wrong) {
  json whole = json::parse(to_json(full_grade()));
  whole["properties"][1]["verdict"] = "passed";
  try {
    grade_from_json(whole.dump());
    FAIL();
  } catch (const NotACounterexample& e) {
    EXPECT_THAT(e.what(), HasSubstr("properties[1].verdict"));
  }
}

TEST(grade_json, that_is_cut_off_or_of_another_schema_is_refused) {
  const std::string text = to_json(full_grade());
  for (std::size_t length = 0; length + 2 < text.size(); length += 97) {
    EXPECT_THROW(grade_from_json(text.substr(0, length)), NotACounterexample) << length;
  }
  json whole = json::parse(text);
  whole["schema"] = "turnstile.grade/2";
  EXPECT_THROW(grade_from_json(whole.dump()), NotACounterexample);
  EXPECT_THROW(grade_from_json(std::string(100'000, '[')), NotACounterexample);
  EXPECT_THROW(grade_from_json("PASS"), NotACounterexample);
}

}  // namespace
}  // namespace turnstile::coursework
