// Verdicts as a table: a line a variant and engine, a column a property.
#pragma once

#include <string>
#include <vector>

#include "models/vocabulary/verdict.hpp"

namespace turnstile::command {

// `verdicts` stand in groups of one variant and engine. With colour, what is not as contracted stands out.
std::string table(const std::vector<Verdict>& verdicts, bool colour);

// One line for each verdict that is not as contracted, which says why.
std::string complaints(const std::vector<Verdict>& verdicts);

// Says how the verdicts came about: engine, memory model, and a sum.
std::string summary(const std::vector<Verdict>& verdicts);

// One verdict in full: every search behind it.
std::string details(const Verdict& verdict);

}  // namespace turnstile::command
