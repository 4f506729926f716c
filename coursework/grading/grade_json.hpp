// Grades as JSON, with all that was found: what a process that has graded sends to the one that asked, and what is kept
// on disk.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "coursework/grading/grade.hpp"

namespace turnstile::coursework {

// Schema turnstile.grade/1. The same bytes for the same grade.
std::string to_json(const Grade& grade);
// Throws counterexample::NotACounterexample, with what is wrong and where: anything that is missing, or is not what it
// should be.
Grade grade_from_json(const std::string& text);

// The same without the schema, and without the counterexamples: what a list of grades has of each.
nlohmann::ordered_json summary_json(const Grade& grade);

}  // namespace turnstile::coursework
