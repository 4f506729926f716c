// All clients of one lock on one platform.
#pragma once

#include "models/clients/bounded_waiting.hpp"
#include "models/clients/mutual_exclusion.hpp"
#include "models/clients/progress.hpp"

namespace turnstile {

template <template <class> class Lock, class Platform>
Programs programs_of() {
  return {.occupancy = &place<Occupancy<Lock<Platform>, Platform>>,
          .visibility = &place<Visibility<Lock<Platform>, Platform>>,
          .progress = &place<Progress<Lock<Platform>, Platform>>,
          .bypass = &place<BypassClient<Lock<Platform>, Platform>>};
}

}  // namespace turnstile
