// Explores all executions of a program under RC11, and says what was found.
#pragma once

#include <functional>

#include "models/engines/rc11/options.hpp"
#include "models/engines/rc11/result.hpp"

namespace turnstile::rc11 {

// `make_body` is called once for each worker.
Result explore(const std::function<Body()>& make_body, const Options& options);

}  // namespace turnstile::rc11
