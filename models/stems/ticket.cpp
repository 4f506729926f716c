// Ticket lock: what is known of it, and of its broken siblings (docs/ticket.md).
#include "algorithms/ticket/ticket.hpp"

#include "algorithms/ticket/broken_narrow.hpp"
#include "algorithms/ticket/broken_relaxed_serving.hpp"
#include "algorithms/ticket/broken_split_increment.hpp"
#include "models/stems/forms.hpp"
#include "models/stems/stems.hpp"

namespace turnstile {

namespace {

// First come, first served: every other thread overtakes at most once.
Contract right(const Party& party) {
  return {.mutual_exclusion = holds(), .progress = holds(), .bounded_waiting = bypass_at_most(party.threads - 1)};
}

// A thread gets a number that is over; or two are served at once, and counted as one: then the last one waits for ever.
const Contract numbers_go_wrong = {.mutual_exclusion = violated(Kind::overlap),
                                   .progress = violated(Kind::deadlock),
                                   .bounded_waiting = not_applicable()};

Contract under_tsan(Contract contract) {
  contract.thread_sanitizer = true;
  return contract;
}

// The lock with its default width of tickets.
template <class Platform>
using Ticket = TicketLock<Platform>;
template <class Platform>
using SplitIncrement = broken::TicketSplitIncrement<Platform>;
template <class Platform>
using RelaxedServing = broken::TicketRelaxedServing<Platform>;
template <class Platform>
using Narrow = broken::TicketNarrow<Platform>;

}  // namespace

Stem ticket() {
  Stem stem = {
      .name = "ticket",
      .most_threads = max_threads,
      .parties = {{.threads = 3}},
      .variants = {
          right_form<Ticket>("correct", right),
          broken_form<SplitIncrement>("broken_split_increment", "correct", under_tsan(numbers_go_wrong)),
          broken_form<RelaxedServing>("broken_relaxed_serving", "correct",
                                      under_tsan({.mutual_exclusion = violated(Kind::data_race, weak_memory_engines),
                                                  .progress = holds(),
                                                  .bounded_waiting = not_applicable()})),
          broken_form<Narrow>("broken_narrow", "correct", numbers_go_wrong),
      }};
  for (Variant& variant : stem.variants) variant.is_queue = true;
  return stem;
}

}  // namespace turnstile
