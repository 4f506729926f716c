// One submission, from its file to its grade.
#pragma once

#include <filesystem>

#include "coursework/grading/assignment.hpp"
#include "coursework/grading/grade.hpp"

namespace turnstile::coursework {

// Compiles it, runs it in its sandbox, and asks all engines. A process may do this for one submission at a time.
Grade grade_submission(const Assignment& assignment, const std::filesystem::path& file);

// Covers all outside of this program that a grade depends on: the compiler, and what submissions are linked with.
std::string version_of_grading();

}  // namespace turnstile::coursework
