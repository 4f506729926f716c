// Progress: every fair execution ends. The platform sees a hang; the client only gives every thread its rounds.
#pragma once

#include <vector>

#include "models/clients/client.hpp"

namespace turnstile {

template <class Lock, class Platform>
class Progress final : public LockClient<Progress<Lock, Platform>, Lock, Platform> {
 public:
  using LockClient<Progress, Lock, Platform>::LockClient;
  template <Role>
  void inside(int) {}
};

// The rounds of each thread, up to `rounds`: all alike; the first leaves early; each one stays away; each one is alone.
// A thread that leaves early or stays away must stop nobody. With (2, 1) or (1, 0) strict alternation would pass, and
// with (R, 0) alone nobody competes.
inline std::vector<Mix> progress_mixes(const Party& party, int rounds) {
  std::vector<Mix> mixes = {Mix::all(party, rounds)};
  if (rounds > 1) {
    mixes.push_back(Mix::all(party, rounds));
    mixes.back()[0] = 1;
  }
  for (int absent = 0; absent < party.threads; ++absent) {
    mixes.push_back(Mix::all(party, rounds));
    mixes.back()[absent] = 0;
  }
  for (int alone = 0; party.threads > 2 && alone < party.threads; ++alone) {
    mixes.push_back(Mix::all(party, 0));
    mixes.back()[alone] = rounds;
  }
  return mixes;
}
inline std::vector<Mix> progress_mixes(int threads, int rounds) {
  return progress_mixes(Party{.threads = threads}, rounds);
}

}  // namespace turnstile
