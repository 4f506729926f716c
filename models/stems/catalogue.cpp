#include "models/questions/contract.hpp"
#include "models/stems/stems.hpp"

namespace turnstile {

const std::vector<Stem>& catalogue() {
  static const std::vector<Stem> all = {turn(),   peterson(), tsl(),    cas(),
                                        ticket(), mcs(),      rwlock(), priority_inheritance()};
  return all;
}

}  // namespace turnstile
