// Makes the artifact that people see from what an engine has recorded.
#pragma once

#include <optional>
#include <string>

#include "models/counterexample/artifact.hpp"

namespace turnstile::counterexample {

// `artifact` says which form is accused of what, and has the events as the engine recorded them, or the schedule of the
// simulated processor. The events are put into the order with the fewest context switches, and all that follows from
// them is filled in: variables, sources, happens-before, and, unless the engine has given one, the sentence.
Artifact make(Artifact artifact);
// The same, with the events in the order that they have.
Artifact make_as_it_stands(Artifact artifact);

// Takes the files that the events name from the source tree that this program was built from; one that is not there any
// more is left out.
void read_sources(Artifact& artifact);
// Gives the text of a file that events name and that is in no source tree. It counts for the whole process.
void know_source(const std::string& file, std::string text);
// The text of a file that an event names, from either; nothing where it cannot be read.
std::optional<std::string> source_text(const std::string& name);

}  // namespace turnstile::counterexample
