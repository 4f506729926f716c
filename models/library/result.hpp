// What is the same for the result of every check.
#pragma once

#include <string>

#include "turnstile/check.hpp"

namespace turnstile::detail {

// A complaint where a check is made by what is being checked; else empty.
std::string inside_of_a_check();

}  // namespace turnstile::detail
