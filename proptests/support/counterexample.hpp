// The counterexample to an answer: as small as it can be, and the same one whatever schedules were tried before.
#pragma once

#include <optional>
#include <string>

#include "models/counterexample/artifact.hpp"
#include "proptests/support/explore.hpp"

namespace turnstile::interleaving {

// What the question was about, wrong in this way: the fewest threads, then the fewest rounds, with which some schedule
// of few preemptions shows it; of these schedules the one that is easiest to read. Nothing: none does. The artifact
// does not say yet which form is accused.
std::optional<counterexample::Artifact> smallest_counterexample(const Question& question, Kind kind);

// The form whose code the events are: the one that has a header of its own in the stem's folder. Nothing, if they are
// of none, or of several, or if the test is not called after it ("broken_no_turn_deadlocks").
std::optional<std::string> variant_of(const Trace& events, const std::string& stem, const std::string& test);

// Which of two of one form and property is kept: the kind that stands first in enum Kind, then the smaller one.
bool preferred(const counterexample::Artifact& a, const counterexample::Artifact& b);
// Writes it as a file and as text, unless there is one already that is preferred. The tests may come in any order.
void keep(const counterexample::Artifact& artifact, const std::string& directory);

// Makes the running test fail where there is no counterexample, where that has no name, or where it does not violate
// when it is run again. Prints it, and keeps it in the directory that the environment names, if it names one.
void expect_counterexample(const Question& question, Kind kind);

}  // namespace turnstile::interleaving
