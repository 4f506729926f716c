// Says with which threads and rounds to look for a smaller execution that violates in the same way.
#pragma once

#include <vector>

#include "models/engines/rc11/job.hpp"
#include "models/questions/question.hpp"

namespace turnstile::rc11 {

// The smallest mix comes first. They go up to that of the violation, and further.
std::vector<Mix> smaller_mixes(const Question& question, const Job& found);

}  // namespace turnstile::rc11
