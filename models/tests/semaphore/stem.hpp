#pragma once

#include "models/questions/contract.hpp"

namespace turnstile {

Stem semaphore();

}  // namespace turnstile
