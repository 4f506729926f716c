// Which threads take part in a client, and with how many rounds.
#pragma once

#include <vector>

#include "models/vocabulary/row.hpp"

namespace turnstile {

// The mixes of a client in which no thread performs more than so many rounds, and some thread performs as many.
std::vector<Mix> mixes_of(const ClientRow& client, const Party& party, int rounds);
// This party and those with fewer threads, the smallest first. Where there are readers the roles stay as they are.
std::vector<Party> smaller_parties(const Party& party, int fewest_threads);

}  // namespace turnstile
