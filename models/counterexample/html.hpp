// Counterexamples as pages for a browser, each one file that needs nothing else.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "models/counterexample/artifact.hpp"

namespace turnstile::counterexample {

// A page to step through one counterexample.
std::string html(const Artifact& artifact);

// A page of a whole run: the verdicts, as JSON of the schema turnstile.verdicts/1, and the counterexamples by the names
// that the members "counterexample" have for them.
std::string report_html(std::string_view verdicts, const std::map<std::string, Artifact>& counterexamples);

// The text of a page (models/counterexample/page/) with a place @NAME@ filled for each of these names. What is filled in
// is not looked at again.
std::string filled(std::string_view page, const std::map<std::string, std::string>& places);

// Text between the tags of an element, or a value between quotes.
std::string escaped(std::string_view text);

// JSON inside of a script element: nothing in it ends that element.
std::string escaped_json(std::string_view json);

}  // namespace turnstile::counterexample
