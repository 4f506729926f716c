#include "models/inquiry/mixes.hpp"

#include "models/clients/progress.hpp"

namespace turnstile {

std::vector<Mix> mixes_of(const ClientRow& client, const Party& party, int rounds) {
  return client.with_absent ? progress_mixes(party, rounds) : std::vector{Mix::all(party, rounds)};
}

std::vector<Party> smaller_parties(const Party& party, int fewest_threads) {
  if (party.readers > 0) return {party};
  std::vector<Party> parties;
  for (int threads = fewest_threads; threads <= party.threads; ++threads) parties.push_back({.threads = threads});
  return parties;
}

}  // namespace turnstile
