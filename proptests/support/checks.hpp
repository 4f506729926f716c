// The three questions about a lock, as the property tests ask them over interleavings: 10,000 schedules for each.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/clients/programs.hpp"
#include "proptests/support/explore.hpp"
#include "proptests/support/printing.hpp"

namespace turnstile::interleaving {

// All clients of a lock on this platform.
template <template <class> class Lock>
Programs clients_of() {
  return programs_of<Lock, Platform>();
}

// Two rounds each. Nobody is inside together with another, no update is lost, and every execution comes to its end.
void expect_exclusion(const Programs& lock, int threads);
// The same of a lock whose executions may hang: nothing happens until then.
void expect_exclusion_until_it_hangs(const Programs& lock, int threads);
// Two threads are inside at once, after at most so many context switches; and some update is lost.
void expect_overlap(const Programs& lock, int threads, int most_switches);

// With every mix of two rounds every execution comes to its end.
void expect_progress(const Programs& lock, int threads);
// By mix ("2,0": the rounds of each thread) the worst that happens, in the order of enum Kind, each after at most so many
// context switches. With every mix that is not named every execution comes to its end.
void expect_hangs(const Programs& lock, int threads, const std::map<std::string, Kind>& worst, int most_switches);

// How often a waiting thread is overtaken at most, with 1, 2, 3 rounds each: exactly so often.
void expect_bypass(const Programs& lock, int threads, const std::vector<int>& by_rounds);
// In addition the schedule with the largest overtaking is shown, after at most so many context switches.
void expect_growing_bypass(const Programs& lock, int threads, const std::vector<int>& by_rounds, int most_switches);

}  // namespace turnstile::interleaving
