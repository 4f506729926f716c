// All that is said of a class: what every form of the result is made from.
#pragma once

#include <string>
#include <vector>

#include "coursework/grading/assignment.hpp"
#include "coursework/grading/grade.hpp"
#include "coursework/grading/rubric.hpp"
#include "coursework/grading/submissions.hpp"

namespace turnstile::coursework {

struct Result {
  Submission submission{};
  std::string stem{};                  // of the files that belong to it
  std::vector<std::string> same_as{};  // "the same as bob.hpp but for names, white space and comments"
  Grade grade{};
  Score score{};
};

struct ClassResult {
  const Assignment* assignment = nullptr;
  std::vector<Result> results{};
};

// A counterexample, and the name of its files without their suffix: "alice.mutual_exclusion.rc11". Two verdicts with the
// same one share it.
struct Shown {
  const PropertyGrade* property = nullptr;
  const Verdict* verdict = nullptr;
  std::string stem{};
};
std::vector<Shown> counterexamples_of(const Result& result);
// The one that explains this property's outcome, or nothing.
const Shown* shown_for(const PropertyGrade& property, const std::vector<Shown>& counterexamples);

// Whether every property that is asked holds.
bool all_hold(const Grade& grade);
// "does not compile"
std::string words(Stage stage);
// "bounded waiting"
std::string words(Property property);
// "violated: data race", "violated: bypass (not asked)"
std::string verdict_text(const PropertyGrade& property);
// Lines of the source that something is said about.
std::vector<int> lines_named(const Grade& grade);

// "line 14, store: release would do instead of seq_cst"
std::string text(const OrderRemark& remark);

}  // namespace turnstile::coursework
