// Grades one submission in a process of its own: what happens to it there harms no other.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "coursework/grading/assignment.hpp"
#include "coursework/grading/grade.hpp"
#include "coursework/grading/submissions.hpp"

namespace turnstile::coursework {

// What grades. The tests have another judge, which needs no compiler.
struct Judge {
  const std::vector<Assignment>* assignments = nullptr;
  std::function<Grade(const Assignment&, const std::filesystem::path&)> grade;
  // The version of all outside of this program that a grade depends on.
  std::function<std::string()> version;
  // Work is what ends a search; this is for what should never happen.
  std::chrono::milliseconds limit = std::chrono::minutes(10);

  [[nodiscard]] const Assignment* find(std::string_view assignment) const;
};

// The grade has the stage `failed` where the process crashed, took too long, or said nonsense. Throws
// command::Interrupted.
Grade grade_in_child(const Assignment& assignment, const Submission& submission, const Judge& judge);

// Makes a grade without asking an engine: for what cannot be read, and for what went wrong here.
Grade grade_without_verdicts(const Assignment& assignment, const Submission& submission, Stage stage,
                             const std::string& reason);

// The child's side: whether this is the internal command, which is not for people.
bool is_grading_command(std::string_view command);
// Grades what `text` names, and answers. The result is the exit status.
int run_grading(int parent, const std::string& text, const Judge& judge);

}  // namespace turnstile::coursework
