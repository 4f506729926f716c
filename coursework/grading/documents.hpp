// Results for other programs: lists as JSON and CSV, and as test results.
#pragma once

#include <string>

#include "coursework/grading/class_result.hpp"

namespace turnstile::coursework {

// Schema turnstile.grades/1 (docs/grading.md). The same bytes for the same grades, but for members "seconds".
std::string grades_json(const ClassResult& all);

// A line for each grade, as RFC 4180 has it. A cell that a spreadsheet would take for a formula begins with an
// apostrophe.
std::string grades_csv(const ClassResult& all);

// As JUnit writes it: a test suite each submission, a test case each property. Only what holds is a pass: violated is a
// failure, unknown an error, and what was not refuted, not checked, or is not asked is skipped.
std::string grades_junit(const ClassResult& all);

}  // namespace turnstile::coursework
