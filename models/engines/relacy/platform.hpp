// The Relacy platform: the algorithm's own text, model checked. Include it before any other header (machine.hpp).
#pragma once

#include "models/clients/client.hpp"
#include "models/clients/programs.hpp"
#include "models/engines/observation/observed_platform.hpp"
#include "models/engines/relacy/machine.hpp"

namespace turnstile::relacy {

using Platform = ObservedPlatform<Machine>;

static_assert(platform<Platform> && checking_platform<Platform>);

// All clients of an algorithm, ready for simulate().
template <template <class> class Algorithm>
Programs programs() {
  return programs_of<Algorithm, Platform>();
}

}  // namespace turnstile::relacy
