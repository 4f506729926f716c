// MCS lock: what is known of it, and of its broken siblings (docs/mcs.md).
#include "algorithms/mcs/mcs.hpp"

#include "algorithms/mcs/broken_no_successor_wait.hpp"
#include "algorithms/mcs/broken_relaxed_handover.hpp"
#include "algorithms/mcs/broken_relaxed_link.hpp"
#include "models/stems/forms.hpp"
#include "models/stems/stems.hpp"

namespace turnstile {

namespace {

// First come, first served: every other thread overtakes at most once.
Contract right(const Party& party) {
  return {.mutual_exclusion = holds(), .progress = holds(), .bounded_waiting = bypass_at_most(party.threads - 1)};
}

// Relacy misses this: its modification order is the order of execution, so that even its complete full search passes.
Contract relaxed_link(const Party& party) {
  Contract contract = right(party);
  contract.progress = violated(Kind::deadlock, {Engine::rc11});
  return contract;
}

Contract no_successor_wait(const Party& party) {
  Contract contract = right(party);
  contract.progress = violated(Kind::deadlock);
  return contract;
}

// The lock with as many seats as there can be threads.
template <class Platform>
using Mcs = McsLock<Platform>;
template <class Platform>
using RelaxedLink = broken::McsRelaxedLink<Platform>;
template <class Platform>
using RelaxedHandover = broken::McsRelaxedHandover<Platform>;
template <class Platform>
using NoSuccessorWait = broken::McsNoSuccessorWait<Platform>;

}  // namespace

Stem mcs() {
  Stem stem = {.name = "mcs",
               .most_threads = max_threads,
               .parties = {{.threads = 3}},
               .variants = {
                   right_form<Mcs>("correct", right),
                   broken_form<RelaxedLink>("broken_relaxed_link", "correct", relaxed_link),
                   broken_form<RelaxedHandover>("broken_relaxed_handover", "correct",
                                                {.mutual_exclusion = violated(Kind::data_race, weak_memory_engines),
                                                 .progress = holds(),
                                                 .bounded_waiting = not_applicable(),
                                                 .thread_sanitizer = true}),
                   broken_form<NoSuccessorWait>("broken_no_successor_wait", "correct", no_successor_wait),
               }};
  for (Variant& variant : stem.variants) variant.is_queue = true;
  return stem;
}

}  // namespace turnstile
