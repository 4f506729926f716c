// All clients of one algorithm on one platform, those that make sense for it.
#pragma once

#include "models/clients/bounded_waiting.hpp"
#include "models/clients/lock_free.hpp"
#include "models/clients/mutual_exclusion.hpp"
#include "models/clients/progress.hpp"
#include "models/clients/rows.hpp"

namespace turnstile {

template <seated_lock Lock, class Platform>
Programs lock_programs() {
  Programs programs = {{&clients::occupancy, &place<Occupancy<Lock, Platform>>},
                       {&clients::visibility, &place<Visibility<Lock, Platform>>},
                       {&clients::progress, &place<Progress<Lock, Platform>>},
                       {&clients::bypass, &place<BypassClient<Lock, Platform>>}};
  if constexpr (reader_writer_lock<Lock>) {
    programs.add({&clients::readers_together, &place<ReadersTogether<Lock, Platform>>});
  }
  return programs;
}

template <counter Counter, class Platform>
Programs counter_programs() {
  return {{&clients::lock_freedom, &place<CounterLockFreedom<Counter, Platform>>},
          {&clients::history, &place<CounterHistory<Counter, Platform>>}};
}

template <node_stack Stack, class Platform>
Programs stack_programs() {
  return {{&clients::lock_freedom, &place<StackLockFreedom<Stack, Platform>>},
          {&clients::history, &place<StackHistory<Stack, Platform>>},
          {&clients::ownership, &place<StackOwnership<Stack, Platform>>}};
}

template <template <class> class Algorithm, class Platform>
Programs programs_of() {
  using Object = Algorithm<Platform>;
  if constexpr (seated_lock<Object>) {
    return lock_programs<Object, Platform>();
  } else if constexpr (counter<Object>) {
    return counter_programs<Object, Platform>();
  } else {
    static_assert(node_stack<Object>, "none of the sorts that have clients here: its stem lists its programs itself");
    return stack_programs<Object, Platform>();
  }
}

}  // namespace turnstile
