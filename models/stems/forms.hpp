// One line a form in models/stems/<stem>.cpp. Include it before any other header (machine.hpp).
#pragma once

#include <string>

#include "models/engines/interleaving/platform.hpp"
#include "models/engines/rc11/platform.hpp"
#include "models/engines/relacy/platform.hpp"
#include "models/questions/contract.hpp"

namespace turnstile {

template <template <class> class Algorithm>
Variant right_form(const std::string& name, const Contract& contract) {
  return {.name = name,
          .sibling = "",
          .contract = contract,
          .programs = relacy::programs<Algorithm>(),
          .rc11 = rc11::programs<Algorithm>(),
          .interleavings = interleaving::programs<Algorithm>()};
}
template <template <class> class Algorithm>
Variant right_form(const std::string& name, Contract (*contract)(const Party&)) {
  return {.name = name,
          .sibling = "",
          .contract = contract,
          .programs = relacy::programs<Algorithm>(),
          .rc11 = rc11::programs<Algorithm>(),
          .interleavings = interleaving::programs<Algorithm>()};
}

// `sibling` is the right form that it differs from in one place.
template <template <class> class Algorithm>
Variant broken_form(const std::string& name, const std::string& sibling, const Contract& contract) {
  return {.name = name,
          .sibling = sibling,
          .contract = contract,
          .programs = relacy::programs<Algorithm>(),
          .rc11 = rc11::programs<Algorithm>(),
          .interleavings = interleaving::programs<Algorithm>()};
}
template <template <class> class Algorithm>
Variant broken_form(const std::string& name, const std::string& sibling, Contract (*contract)(const Party&)) {
  return {.name = name,
          .sibling = sibling,
          .contract = contract,
          .programs = relacy::programs<Algorithm>(),
          .rc11 = rc11::programs<Algorithm>(),
          .interleavings = interleaving::programs<Algorithm>()};
}

// The same form, which the exhaustive engine checks with smaller bounds.
inline Variant within(const Reach& reach, Variant variant) {
  variant.reach = reach;
  return variant;
}

}  // namespace turnstile
