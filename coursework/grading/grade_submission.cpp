#include "coursework/grading/grade_submission.hpp"

#include <chrono>
#include <string>

#include "coursework/grading/compiler.hpp"
#include "coursework/grading/conversation.hpp"
#include "coursework/grading/judge.hpp"
#include "coursework/grading/remarks.hpp"
#include "coursework/grading/sandbox.hpp"
#include "coursework/grading/sha256.hpp"
#include "coursework/grading/source.hpp"

namespace turnstile::coursework {

Grade grade_submission(const Assignment& assignment, const std::filesystem::path& file) {
  const auto start = std::chrono::steady_clock::now();
  const Source source = read_source(file);
  Grade grade{.assignment = assignment.name,
              .submission = file.filename().string(),
              .hash = sha256(source.text),
              .remarks = remarks(source.text, assignment.may_block),
              .isolation = isolation()};
  const Compiled compiled = compile(source);
  grade.stage = compiled.stage;
  grade.messages = compiled.stage == Stage::graded ? compiled.warnings : compiled.messages;
  if (compiled.stage == Stage::graded) {
    judge(assignment,
          {.name = std::filesystem::path(source.name).stem().string(),
           .file = source.name,
           .text = source.text,
           .start = conversation_with(compiled.program),
           .line_of = lines_of(compiled.program, source.name)},
          grade);
  }
  grade.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return grade;
}

std::string version_of_grading() {
  const CompileOptions options;
  return sha256_of_file(options.submission_library) + sha256_of_file(options.compiler);
}

}  // namespace turnstile::coursework
