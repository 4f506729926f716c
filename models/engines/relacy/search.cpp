#include "models/engines/relacy/simulate.hpp"

namespace turnstile::relacy {

std::string Search::text() const {
  const std::string text(name(scheduler));
  return scheduler == Scheduler::bound ? text + " " + std::to_string(context_bound) : text;
}

}  // namespace turnstile::relacy
