// A whole run as one page: turnstile report.
#pragma once

#include <string>

namespace turnstile::command {

struct ReportOptions {
  // What `turnstile check --json DIR/verdicts.json --counterexamples DIR` has written.
  std::string directory;
  std::string output;
};

// Throws BadInput where the directory is not that: a file is missing, or broken. Then nothing is written.
int report(const ReportOptions& options);

}  // namespace turnstile::command
