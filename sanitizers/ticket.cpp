// Ticket lock under stress.
#include "algorithms/ticket/ticket.hpp"

#include "algorithms/ticket/broken_relaxed_serving.hpp"
#include "algorithms/ticket/broken_split_increment.hpp"
#include "sanitizers/stress.hpp"

namespace turnstile::stress {

namespace {

// In broken_split_increment a worker that gets a number that is over waits for ever.
const Stem ticket("ticket", 4,
                  {
                      right_form<TicketLock<>>("correct"),
                      broken_form<broken::TicketSplitIncrement<>>(
                          "broken_split_increment", {.race = Variable::data, .mistake = true, .stuck = true}),
                      broken_form<broken::TicketRelaxedServing<>>("broken_relaxed_serving", {.race = Variable::data}),
                  });

}  // namespace

}  // namespace turnstile::stress
