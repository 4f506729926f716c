// What is asked of an algorithm, as the property tests ask it over interleavings: 10,000 schedules for each question.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/engines/interleaving/platform.hpp"
#include "proptests/support/explore.hpp"
#include "proptests/support/printing.hpp"

namespace turnstile::interleaving {

// All clients of an algorithm on this platform.
template <template <class> class Algorithm>
Programs clients_of() {
  return programs<Algorithm>();
}

// Who takes part: so many threads, or readers and writers.
struct Users : Party {
  Users(int all) : Party{.threads = all, .readers = 0} {}
  Users(const Party& party) : Party(party) {}
};
constexpr Party readers_and_writers(int readers, int writers) {
  return {.threads = readers + writers, .readers = readers};
}

// --- locks -----------------------------------------------------------------------------------------------------------

// Two rounds each. Nobody is inside together with another, but readers with readers; no update is lost; and every
// execution comes to its end.
void expect_exclusion(const Programs& lock, const Users& users);
// The same of a lock whose executions may hang: nothing happens until then.
void expect_exclusion_until_it_hangs(const Programs& lock, const Users& users);
// Two threads are inside at once that should not be, after at most so many context switches; and to the plain counter
// happens what `damage` says.
void expect_overlap(const Programs& lock, const Users& users, int most_switches, Kind damage = Kind::lost_update);

// Two rounds each, of readers alone: in each of them all are inside at once.
void expect_readers_together(const Programs& lock, int readers);
// They cannot be; it shows after at most so many context switches.
void expect_readers_excluded(const Programs& lock, int readers, int most_switches);

// With every mix of two rounds every execution comes to its end.
void expect_progress(const Programs& lock, const Users& users);
// By mix ("2,0": the rounds of each thread) the worst that happens, in the order of enum Kind, each after at most so many
// context switches. With every mix that is not named every execution comes to its end.
void expect_hangs(const Programs& lock, const Users& users, const std::map<std::string, Kind>& worst,
                  int most_switches);

// How often a waiting thread of that role is overtaken at most, with 1, 2, 3 rounds each: exactly so often. Of a lock
// that knows no readers all threads are writers.
void expect_bypass(const Programs& lock, const Users& users, const std::vector<int>& by_rounds,
                   Role role = Role::writer);
// In addition the schedule with the largest overtaking is shown, after at most so many context switches.
void expect_growing_bypass(const Programs& lock, const Users& users, const std::vector<int>& by_rounds,
                           int most_switches, Role role = Role::writer);

// --- data structures without locks -----------------------------------------------------------------------------------

// With every mix of two rounds every execution comes to its end, and nobody ever waits for another.
void expect_lock_freedom(const Programs& object, int threads);
// Two rounds each. What the calls return could have come from one call after the other.
void expect_linearizable(const Programs& object, int threads);
// It could not; of this kind, after at most so many context switches.
void expect_not_linearizable(const Programs& object, int threads, Kind kind, int most_switches);

}  // namespace turnstile::interleaving
