// All clients of one algorithm on one platform, those that make sense for it.
#pragma once

#include "models/clients/bounded_waiting.hpp"
#include "models/clients/lock_free.hpp"
#include "models/clients/mutual_exclusion.hpp"
#include "models/clients/progress.hpp"

namespace turnstile {

template <seated_lock Lock, class Platform>
Programs lock_programs() {
  Programs programs = {.occupancy = &place<Occupancy<Lock, Platform>>,
                       .visibility = &place<Visibility<Lock, Platform>>,
                       .progress = &place<Progress<Lock, Platform>>,
                       .bypass = &place<BypassClient<Lock, Platform>>};
  if constexpr (reader_writer_lock<Lock>) programs.readers_together = &place<ReadersTogether<Lock, Platform>>;
  return programs;
}

template <counter Counter, class Platform>
Programs counter_programs() {
  return {.lock_freedom = &place<CounterLockFreedom<Counter, Platform>>,
          .history = &place<CounterHistory<Counter, Platform>>};
}

template <node_stack Stack, class Platform>
Programs stack_programs() {
  return {.lock_freedom = &place<StackLockFreedom<Stack, Platform>>,
          .history = &place<StackHistory<Stack, Platform>>,
          .ownership = &place<StackOwnership<Stack, Platform>>};
}

template <template <class> class Algorithm, class Platform>
Programs programs_of() {
  using Object = Algorithm<Platform>;
  if constexpr (seated_lock<Object>) {
    return lock_programs<Object, Platform>();
  } else if constexpr (counter<Object>) {
    return counter_programs<Object, Platform>();
  } else {
    return stack_programs<Object, Platform>();
  }
}

}  // namespace turnstile
