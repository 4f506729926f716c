// The words of turnstile grade.
#pragma once

#include <CLI/CLI.hpp>

#include "coursework/grading/command.hpp"

namespace turnstile::coursework {

// Adds the subcommand, which fills the options.
CLI::App& add_grade(CLI::App& app, GradeOptions& options, const std::vector<Assignment>& assignments);

}  // namespace turnstile::coursework
