#include "coursework/tests/fake_judge.hpp"

#include "coursework/grading/sha256.hpp"
#include "models/counterexample/artifact.hpp"
#include "models/counterexample/tests/examples.hpp"

namespace turnstile::coursework::tests {

namespace {

// Both get in: thread 1 does not see what thread 0 stored.
std::shared_ptr<const counterexample::Artifact> artifact_of(Property property, Kind kind, const std::string& sentence) {
  counterexample::Example example("fake", "submission", kind, 2);
  example.in("fake.hpp");
  example.store(0, "taken", 1, std::memory_order_relaxed, 1);
  example.load(1, "taken", Step::initial, std::memory_order_relaxed, 2);
  example.artifact.property = property;
  example.artifact.sentence = sentence;
  return std::make_shared<counterexample::Artifact>(example.done());
}

}  // namespace

const std::vector<Assignment>& fake_assignments() {
  static const std::vector<Assignment> all = {
      {.name = "fake",
       .summary = "a lock that says what is to be found",
       .properties = {Property::mutual_exclusion, Property::progress, Property::bounded_waiting},
       .asked = {{Property::mutual_exclusion, 50}, {Property::progress, 25}, {Property::bounded_waiting, 15}}},
      {.name = "other",
       .summary = "another one",
       .properties = {Property::mutual_exclusion},
       .asked = {{Property::mutual_exclusion, 90}}}};
  return all;
}

PropertyGrade fake_property(Property property, Outcome outcome, const std::string& sentence) {
  const bool violated = outcome == Outcome::violated;
  const Kind kind = violated ? Kind::overlap : Kind::none;
  Verdict verdict;
  verdict.algorithm = "fake";
  verdict.variant = "submission";
  verdict.property = property;
  verdict.engine = Engine::rc11;
  verdict.model = "RC11";
  verdict.outcome = outcome;
  verdict.kind = kind;
  verdict.bounds = {.threads = 2, .rounds = 2, .mix = ""};
  verdict.executions = 26;
  verdict.bypass = {{"thread", {.bound = 1, .exact = true, .by_rounds = {{1, 1}, {2, 1}}}}};
  verdict.runs = {{.client = "occupancy", .rounds = "2,2", .search = "full", .executions = 26, .result = "passed"}};
  if (violated) verdict.artifact = artifact_of(property, kind, sentence);
  return {.property = property, .outcome = outcome, .kind = kind, .sentence = sentence, .verdicts = {verdict}};
}

Grade fake_grade(const std::vector<PropertyGrade>& found) {
  Grade grade{.assignment = "fake",
              .submission = "fake.hpp",
              .hash = sha256(""),
              .stage = Stage::graded,
              .isolation = "nothing",
              .seconds = 0.5};
  for (const Property property : fake_assignments().front().properties) {
    grade.properties.push_back(fake_property(property, Outcome::holds));
    for (const PropertyGrade& p : found) {
      if (p.property == property) grade.properties.back() = p;
    }
  }
  return grade;
}

Result fake_result(const std::string& name, const Grade& grade, const std::string& source,
                   const Assignment& assignment) {
  Result result{.submission = {.name = name, .path = name, .source = source, .hash = sha256(source)}, .grade = grade};
  result.stem = file_stems({result.submission}).front();
  result.grade.submission = name;
  mark_asked(result.grade, assignment, default_rubric(assignment));
  result.score = score(result.grade, assignment, default_rubric(assignment));
  return result;
}

}  // namespace turnstile::coursework::tests
