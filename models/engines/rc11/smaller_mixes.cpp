#include "models/engines/rc11/smaller_mixes.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "models/inquiry/mixes.hpp"

namespace turnstile::rc11 {

namespace {

// The mix in which all threads have so many rounds; before it, those in which all but one have one round less.
std::vector<Mix> with_one_more(const Party& party, int rounds) {
  std::vector<Mix> mixes;
  for (int i = 0; rounds > 1 && i < party.threads; ++i) {
    mixes.push_back(Mix::all(party, rounds - 1));
    mixes.back()[i] = rounds;
  }
  mixes.push_back(Mix::all(party, rounds));
  return mixes;
}

// The mixes in which each thread has at most as many rounds as in `mix`. A thread with none stays away.
std::vector<Mix> all_up_to(const Mix& mix) {
  std::vector<Mix> mixes = {mix};
  for (int i = 0; i < mix.threads; ++i) {
    for (std::size_t n = mixes.size(); n-- > 0;) {
      for (int rounds = 0; rounds < mix[i]; ++rounds) {
        mixes.push_back(mixes[n]);
        mixes.back()[i] = rounds;
      }
    }
  }
  return mixes;
}

// The overtaken thread needs one round, and the others together one for each time.
std::vector<Mix> mixes_of_overtaking(const Job& found) {
  std::vector<Mix> mixes = all_up_to(found.mix);
  const auto total = [](const Mix& mix) { return std::accumulate(mix.rounds.begin(), mix.rounds.end(), 0); };
  std::erase_if(mixes, [&](const Mix& mix) { return total(mix) < found.claimed_bypass.value_or(0) + 2; });
  std::ranges::sort(
      mixes, [&](const Mix& a, const Mix& b) { return std::pair(total(a), a.rounds) < std::pair(total(b), b.rounds); });
  return mixes;
}

}  // namespace

std::vector<Mix> smaller_mixes(const Question& question, const Job& found) {
  if (found.client->party) return {found.mix};
  if (found.client->counts_overtaking) return mixes_of_overtaking(found);
  std::vector<Mix> mixes;
  for (const Party& party : smaller_parties(question.party, question.stem->fewest_threads)) {
    for (int rounds = 1; rounds <= question.rounds; ++rounds) {
      const auto these =
          found.client->with_absent ? mixes_of(*found.client, party, rounds) : with_one_more(party, rounds);
      mixes.insert(mixes.end(), these.begin(), these.end());
    }
  }
  return mixes;
}

}  // namespace turnstile::rc11
