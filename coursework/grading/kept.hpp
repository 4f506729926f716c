// Grades that were finished, kept in a directory, so that nothing is graded twice.
#pragma once

#include <optional>
#include <string>

#include "coursework/grading/grade.hpp"
#include "coursework/grading/submissions.hpp"

namespace turnstile::coursework {

// A grade is found again for the same bytes under the same file name, for the same assignment, by the same version of the
// suite. Points are not kept: they are reckoned anew from the verdicts, whatever the rubric was.
class KeptGrades {
 public:
  // With an empty directory nothing is kept. Throws command::BadInput where it cannot be written to.
  KeptGrades(std::string directory, std::string assignment, std::string version);

  // The grade that was kept; nothing where there is none, or where the file is not what was written.
  [[nodiscard]] std::optional<Grade> find(const Submission& submission) const;
  // Writes the file whole, or not at all.
  void keep(const Submission& submission, const Grade& grade) const;

 private:
  [[nodiscard]] std::string file_of(const Submission& submission) const;

  std::string directory_;
  std::string assignment_;
  std::string version_;
};

}  // namespace turnstile::coursework
