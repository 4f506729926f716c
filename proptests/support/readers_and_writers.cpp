#include "proptests/support/readers_and_writers.hpp"

#include <ostream>

namespace turnstile::real_threads {

namespace {

// inRange() spans its range only at RapidCheck's nominal size.
rc::Gen<int> any_between(int first, int last) {
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange(first, last + 1));
}

}  // namespace

void showValue(const Crowd& crowd, std::ostream& out) {
  out << crowd.readers << " readers, " << crowd.writers << " writers, " << crowd.rounds << " rounds";
}

void showValue(const Harm& harm, std::ostream& out) {
  out << harm.overlaps << " overlaps, " << harm.torn << " torn reads, " << harm.lost_updates << " lost updates";
}

rc::Gen<Crowd> crowds(const Crowd& most) {
  return rc::gen::build<Crowd>(rc::gen::set(&Crowd::readers, any_between(0, most.readers)),
                               rc::gen::set(&Crowd::writers, any_between(1, most.writers)),
                               rc::gen::set(&Crowd::rounds, any_between(0, most.rounds)));
}

}  // namespace turnstile::real_threads
