// What the preprocessor has made of a submission.
#pragma once

#include <string>
#include <string_view>

namespace turnstile::coursework {

// The first line of the file `as` that is not the same in two preprocessed files (-E); 0: there is none. A file that is
// not there at all differs in its first.
int first_difference(std::string_view one, std::string_view another, const std::string& as);

}  // namespace turnstile::coursework
