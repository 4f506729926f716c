#include <algorithm>

#include <fmt/format.h>

#include "coursework/grading/documents.hpp"
#include "coursework/grading/plain_text.hpp"
#include "models/counterexample/html.hpp"
#include "models/counterexample/show_text.hpp"

namespace turnstile::coursework {

namespace {

// Text of an element, or of an attribute: HTML's five escapes are XML's.
std::string xml(const std::string& text) { return counterexample::escaped(harmless(text)); }
std::string attribute(const std::string& text) { return counterexample::escaped(on_one_line(text)); }

// What happened to a test case, and in which words.
struct Ending {
  const char* element = nullptr;  // nothing: it passed
  std::string message{};
  std::string text{};
};

std::string counterexample_text(const PropertyGrade& property) {
  std::string text;
  for (const Verdict& verdict : property.verdicts) {
    if (!text.empty() || verdict.outcome != Outcome::violated) continue;
    text = verdict.artifact ? counterexample::text(*verdict.artifact, {}) : verdict.counterexample;
  }
  return text.empty() ? property.sentence : text;
}

Ending ending_of(const PropertyGrade& property) {
  const std::string message = verdict_text(property) + (property.sentence.empty() ? "" : ". " + property.sentence);
  if (!property.asked) return {.element = "skipped", .message = message, .text = ""};
  switch (property.outcome) {
    case Outcome::holds:
      return {};
    case Outcome::violated:
      return {.element = "failure", .message = message, .text = counterexample_text(property)};
    case Outcome::not_refuted:
    case Outcome::not_applicable:
      return {.element = "skipped", .message = message, .text = ""};
    case Outcome::unknown:
      break;
  }
  return {.element = "error", .message = message, .text = property.sentence};
}

Ending ending_of(const Grade& grade) {
  if (grade.stage == Stage::graded) return {};
  return {.element = grade.stage == Stage::failed ? "error" : "failure",
          .message = words(grade.stage),
          .text = grade.messages};
}

// A submission: that it compiles is a test case, too.
class Suite {
 public:
  Suite(const Result& result, const Assignment& assignment) : name_(attribute(result.submission.name)) {
    const Grade& grade = result.grade;
    assignment_ = attribute(assignment.name);
    add("compiles", ending_of(grade));
    for (const Property property : assignment.properties) {
      const auto found = std::ranges::find(grade.properties, property, &PropertyGrade::property);
      const bool checked = found != grade.properties.end();
      add(std::string(name(property)),
          checked ? ending_of(*found)
                  : Ending{.element = "skipped", .message = "not checked: " + words(grade.stage), .text = ""});
    }
    seconds_ = grade.seconds;
  }

  [[nodiscard]] std::string text() const {
    return fmt::format(R"( <testsuite name="{}" tests="{}" failures="{}" errors="{}" skipped="{}" time="{:.3f}">)"
                       "\n{} </testsuite>\n",
                       name_, cases_, count("failure"), count("error"), count("skipped"), seconds_, text_);
  }
  [[nodiscard]] int cases() const { return cases_; }
  [[nodiscard]] int count(const std::string& element) const {
    return static_cast<int>(std::ranges::count(endings_, element));
  }

 private:
  void add(const std::string& test, const Ending& ending) {
    ++cases_;
    text_ += fmt::format(R"(  <testcase classname="{}.{}" name="{}")", assignment_, name_, test);
    if (ending.element == nullptr) {
      text_ += "/>\n";
      return;
    }
    endings_.emplace_back(ending.element);
    text_ += fmt::format(">\n   <{0} message=\"{1}\">{2}</{0}>\n  </testcase>\n", ending.element,
                         attribute(ending.message), xml(ending.text));
  }

  std::string name_;
  std::string assignment_;
  std::string text_;
  std::vector<std::string> endings_;
  int cases_ = 0;
  double seconds_ = 0;
};

}  // namespace

std::string grades_junit(const ClassResult& all) {
  std::string suites;
  int cases = 0;
  int failures = 0;
  int errors = 0;
  int skipped = 0;
  for (const Result& result : all.results) {
    const Suite suite(result, *all.assignment);
    suites += suite.text();
    cases += suite.cases();
    failures += suite.count("failure");
    errors += suite.count("error");
    skipped += suite.count("skipped");
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      R"(<testsuites name="turnstile grade {}" tests="{}" failures="{}" errors="{}" skipped="{}">)"
      "\n{}</testsuites>\n",
      attribute(all.assignment->name), cases, failures, errors, skipped, suites);
}

}  // namespace turnstile::coursework
