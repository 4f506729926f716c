// From a question about a variant to the verdict of the exhaustive engine: which programs to explore, and what the
// results mean together.
#pragma once

#include <string>

#include "models/engines/rc11/job.hpp"
#include "models/questions/question.hpp"

namespace turnstile::rc11 {

// The verdict is `holds` exactly if every execution of every program that the property asks for was explored, and none
// violates it.
Verdict check(const Question& question, const Explorer& explore);

// Asks whether a thread of that class is overtaken more often than so. The verdict is violated, with an execution that
// shows it, if it is.
Verdict refute_bypass(const Question& question, const std::string& of_class, int bound, const Explorer& explore);

}  // namespace turnstile::rc11
