#include "proptests/support/real_threads.hpp"

#include <chrono>
#include <ostream>

#include <gtest/gtest.h>

namespace turnstile::real_threads {

namespace {

// inRange() spans its range only at RapidCheck's nominal size.
rc::Gen<int> any_up_to(int most) { return rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, most + 1)); }

}  // namespace

void showValue(const Load& load, std::ostream& out) {
  out << load.threads << " threads, " << load.rounds << " rounds, critical section " << load.critical_section
      << ", remainder section " << load.remainder_section;
}

void showValue(const Damage& damage, std::ostream& out) {
  out << damage.overlaps << " overlaps, " << damage.lost_updates << " lost updates";
}

rc::Gen<Load> loads(const Limits& limits) {
  const auto threads = rc::gen::map(any_up_to(limits.most_threads - limits.fewest_threads),
                                    [fewest = limits.fewest_threads](int more) { return fewest + more; });
  return rc::gen::build<Load>(
      rc::gen::set(&Load::threads, threads), rc::gen::set(&Load::rounds, any_up_to(limits.most_rounds)),
      rc::gen::set(&Load::critical_section, any_up_to(50)), rc::gen::set(&Load::remainder_section, any_up_to(50)));
}

void expect_within_a_minute(const std::function<bool()>& found) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!found()) ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "nothing found in a minute";
}

}  // namespace turnstile::real_threads
