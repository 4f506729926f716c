#include "models/engines/rc11/statics.hpp"

#include <cxxabi.h>

namespace turnstile::rc11 {

void Statics::give_up() {
  while (used_ > 0) abi::__cxa_guard_abort(static_cast<abi::__guard*>(guards_[--used_]));
}

}  // namespace turnstile::rc11
