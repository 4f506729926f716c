// The sentence for each kind of violation. Each says what the events show, and less where they do not show it.
#pragma once

#include "models/counterexample/explanation.hpp"
#include "models/counterexample/facts.hpp"
#include "models/counterexample/sentences.hpp"
#include "models/counterexample/wording.hpp"

namespace turnstile::counterexample {

Explanation explain_overlap(const Facts& facts, const Wording& words);
Explanation explain_lost_update(const Facts& facts, const Wording& words);
Explanation explain_race(const Facts& facts, const Wording& words);
// deadlock, remainder_blocks
Explanation explain_hang(const Facts& facts, const Wording& words);
Explanation explain_livelock(const Facts& facts, const Wording& words);
Explanation explain_readers_excluded(const Facts& facts, const Wording& words);
Explanation explain_bypass(const Facts& facts, const Wording& words);
Explanation explain_calls(const Facts& facts, const Wording& words);
// The result has no culprits where the events do not show what happened.
Explanation explain_use_after_free(const Facts& facts, const Wording& words);
Explanation explain_leak(const Facts& facts);

}  // namespace turnstile::counterexample
