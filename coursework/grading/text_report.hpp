// Results for a terminal.
#pragma once

#include <string>

#include "coursework/grading/class_result.hpp"

namespace turnstile::coursework {

struct ReportStyle {
  bool colour = false;
  std::string counterexamples{};  // the directory that they were written to; empty: none
  bool quiet = false;             // nothing is said: something else is written there
};

// What is said of one submission, as a block of lines.
std::string text_of(const Result& result, const ReportStyle& style);

// The last lines: how many of each, what they ran in, and how to see what was not written.
std::string summary_of(const ClassResult& all, const ReportStyle& style);

}  // namespace turnstile::coursework
