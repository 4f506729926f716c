// Makes of a student's header a program that answers the grader's questions.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "coursework/grading/grade.hpp"
#include "coursework/grading/scratch.hpp"
#include "coursework/grading/source.hpp"

namespace turnstile::coursework {

// Each is what was installed with this program, or else what it was built with, unless the environment has it:
// TURNSTILE_COMPILER, TURNSTILE_SUBMISSION_INCLUDE, TURNSTILE_SUBMISSION_LIBRARY.
struct CompileOptions {
  CompileOptions();

  std::string compiler;                      // GCC or Clang
  std::filesystem::path submission_include;  // coursework/runtime
  std::filesystem::path submission_library;  // libturnstile_submission.a
};

struct Compiled {
  Stage stage = Stage::refused;  // graded: there is a program
  std::string messages{};        // why there is none: one line, or the compiler's errors
  std::string warnings{};        // the compiler's
  std::filesystem::path program{};
  std::unique_ptr<Scratch> scratch{};  // where the program is, and as long as it is
};

// Throws std::system_error if no compiler can be started at all.
Compiled compile(const Source& source, const CompileOptions& options = {});
Compiled compile(const std::filesystem::path& header, const CompileOptions& options = {});

}  // namespace turnstile::coursework
