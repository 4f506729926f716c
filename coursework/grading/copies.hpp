// Submissions that are the same but for names, white space and comments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "coursework/grading/submissions.hpp"

namespace turnstile::coursework {

// Equal for two sources exactly if one becomes the other by giving other names to what it declares, each name always the
// same one. What has a name of the language, the standard library or the suite keeps it: relaxed does not become
// seq_cst, nor load store.
std::string shape_of(std::string_view source);

// For each submission what is the same among the others: "the same as bob.hpp but for names, white space and comments".
// What has no source, or one without a token, is like nothing.
std::vector<std::vector<std::string>> copies_among(const std::vector<Submission>& submissions);

}  // namespace turnstile::coursework
