#pragma once

#include "models/contract.hpp"

namespace turnstile {

Stem semaphore();

}  // namespace turnstile
