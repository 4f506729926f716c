// What is asked of an algorithm, as the property tests ask it over interleavings: 10,000 schedules for each question.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/engines/interleaving/platform.hpp"
#include "models/engines/interleaving/tests/printing.hpp"
#include "proptests/support/explore.hpp"

namespace turnstile::interleaving {

// All clients of an algorithm on this platform.
template <template <class> class Algorithm>
Programs clients_of() {
  return programs<Algorithm>();
}

// The threads that take part: so many, or readers and writers.
struct Users : Party {
  Users(int all) : Party{.threads = all, .readers = 0} {}
  Users(const Party& party) : Party(party) {}
};
constexpr Party readers_and_writers(int readers, int writers) {
  return {.threads = readers + writers, .readers = readers};
}

// --- locks -----------------------------------------------------------------------------------------------------------

// Expects with two rounds each that no two are inside together, but readers with readers; that no update is lost; and
// that every execution comes to its end.
void expect_exclusion(const Programs& lock, const Users& users);
// Expects the same of a lock whose executions may hang: nothing goes wrong until then.
void expect_exclusion_until_it_hangs(const Programs& lock, const Users& users);
// Expects two threads inside at once that should not be, after at most so many context switches. `damage` says what
// happens to the plain counter.
void expect_overlap(const Programs& lock, const Users& users, int most_switches, Kind damage = Kind::lost_update);

// Expects with two rounds of readers alone that in each round all are inside at once.
void expect_readers_together(const Programs& lock, int readers);
// Expects that they cannot be, which shows after at most so many context switches.
void expect_readers_excluded(const Programs& lock, int readers, int most_switches);

// Expects that every execution comes to its end, with every mix of two rounds.
void expect_progress(const Programs& lock, const Users& users);
// Expects for each mix ("2,0": the rounds of each thread) the worst that happens, in the order of enum Kind, after at
// most so many context switches. With every mix that is not named every execution comes to its end.
void expect_hangs(const Programs& lock, const Users& users, const std::map<std::string, Kind>& worst,
                  int most_switches);

// Expects how often a waiting thread of that role is overtaken at most, with 1, 2, 3 rounds each: exactly so often. If
// a lock knows no readers, all its threads are writers.
void expect_bypass(const Programs& lock, const Users& users, const std::vector<int>& by_rounds,
                   Role role = Role::writer);
// Also shows the schedule with the largest overtaking, after at most so many context switches.
void expect_growing_bypass(const Programs& lock, const Users& users, const std::vector<int>& by_rounds,
                           int most_switches, Role role = Role::writer);

// --- data structures without locks -----------------------------------------------------------------------------------

// Expects that every execution comes to its end, with every mix of two rounds, and that no thread waits for another.
void expect_lock_freedom(const Programs& object, int threads);
// Expects with two rounds each that what the calls return could have come from one call after the other.
void expect_linearizable(const Programs& object, int threads);
// Expects that it could not: a violation of this kind, after at most so many context switches.
void expect_not_linearizable(const Programs& object, int threads, Kind kind, int most_switches);

}  // namespace turnstile::interleaving
