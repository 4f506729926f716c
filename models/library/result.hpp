// What is the same for the result of every check.
#pragma once

#include <string>

#include "turnstile/check.hpp"

namespace turnstile::detail {

// A complaint if the code that is being checked starts a check itself; else empty.
std::string inside_of_a_check();

}  // namespace turnstile::detail
