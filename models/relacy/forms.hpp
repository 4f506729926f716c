// One line a form in models/<stem>.cpp. Include it before any other header (machine.hpp).
#pragma once

#include <string>
#include <utility>

#include "models/contract.hpp"
#include "models/relacy/platform.hpp"

namespace turnstile {

template <template <class> class Lock>
Variant right_form(std::string name, Contract contract) {
  return {
      .name = std::move(name), .sibling = "", .contract = std::move(contract), .programs = relacy::programs<Lock>()};
}

// `sibling` is the right form that it differs from in one place.
template <template <class> class Lock>
Variant broken_form(std::string name, std::string sibling, Contract contract) {
  return {.name = std::move(name),
          .sibling = std::move(sibling),
          .contract = std::move(contract),
          .programs = relacy::programs<Lock>()};
}

}  // namespace turnstile
