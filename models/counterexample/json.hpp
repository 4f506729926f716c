// Counterexamples as files: the schema turnstile.counterexample/1 (docs/counterexamples.md).
#pragma once

#include <stdexcept>
#include <string>

#include "models/clients/rows.hpp"
#include "models/counterexample/artifact.hpp"
#include "models/counterexample/not_a_counterexample.hpp"

namespace turnstile::counterexample {

// Gives the same bytes for the same artifact.
std::string to_json(const Artifact& artifact);
// Throws NotACounterexample: no JSON, another schema or version, a member that is missing or wrong, an index that
// points nowhere, more than anyone could read. A caller with clients that are not the suite's gives its `find_client`.
Artifact from_json(const std::string& text, FindClient find_client = client_named);
// The same for a file, of at most `most_bytes`.
inline constexpr std::size_t most_bytes = 16 << 20;
Artifact read(const std::string& path, FindClient find_client = client_named);

}  // namespace turnstile::counterexample
