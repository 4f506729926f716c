// turnstile grade: what was handed in, and a verdict for each.
#pragma once

#include <string>
#include <vector>

#include "coursework/grading/worker.hpp"

namespace turnstile::coursework {

// Takes the place of a file's name.
inline constexpr const char* to_standard_output = "-";

struct GradeOptions {
  std::string assignment;
  std::vector<std::string> submissions;  // files and directories
  std::string rubric;                    // file; empty: the default
  int jobs = 1;
  // Files and directories; empty: none.
  std::string json;
  std::string junit;
  std::string csv;
  std::string html;
  std::string counterexamples;
  std::string state;
};

inline constexpr int exit_graded = 0;
// One file was named, and some property that is asked does not hold; or something could not be graded for a fault of ours.
inline constexpr int exit_not_all_well = 1;
inline constexpr int exit_bad_input = 2;
inline constexpr int exit_interrupted = 130;

// Prints each result, in the order of the names, as soon as it is there with all before it. The result is the exit
// status. Throws command::BadInput before anything was graded.
int grade(const GradeOptions& options, const Judge& judge);

}  // namespace turnstile::coursework
