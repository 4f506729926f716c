// A lock as the clients of the suite want it.
#pragma once

#include <string_view>
#include <utility>

#include "models/clients/programs.hpp"
#include "turnstile/detail/platform.hpp"

namespace turnstile::detail {

// "MyLock", from what the compiler calls this function: "... [with Lock = mine::MyLock; ...]".
template <template <class> class Lock, class>
constexpr std::string_view name_of() {
  std::string_view name = __PRETTY_FUNCTION__;
  name.remove_prefix(name.find("Lock = ") + 7);
  name = name.substr(0, name.find_first_of(";]"));
  const auto qualified = name.rfind("::");
  return qualified == std::string_view::npos ? name : name.substr(qualified + 2);
}

template <class Lock>
constexpr std::string_view name_of_type() {
  std::string_view name = __PRETTY_FUNCTION__;
  name.remove_prefix(name.find("Lock = ") + 7);
  name = name.substr(0, name.find_first_of(";]"));
  const auto qualified = name.substr(0, name.find('<')).rfind("::");
  return qualified == std::string_view::npos ? name : name.substr(qualified + 2);
}

// Base classes are constructed first: the variables of the lock are the first of their execution.
struct FirstOfExecution {
  FirstOfExecution() { forget_variables(); }
};

// Names its variables, where it does not do so itself by where they were constructed.
template <class Lock>
class Described : FirstOfExecution, public Lock {
 public:
  void describe(Names& names) const {
    if (rc11::Execution::running()) describe_variables(rc11::Execution::current().memory(), names);
    if constexpr (requires(const Lock& lock) { lock.describe(names); }) Lock::describe(names);
  }
};

}  // namespace turnstile::detail
