// The rows of all clients here. What each of them does stands in its own file.
#pragma once

#include <array>
#include <string_view>

#include "models/vocabulary/row.hpp"

namespace turnstile {

namespace clients {

// --- of a lock (mutual_exclusion.hpp, progress.hpp, bounded_waiting.hpp) -------------------------------------------------

// Whether two threads are inside at once that exclude each other.
inline constexpr ClientRow occupancy{.name = "occupancy", .asks = Property::mutual_exclusion};

// Whether a critical section sees what the last one wrote. Where what one critical section wrote happens before the next
// one, in every execution, no two can overlap (docs/rc11.md).
inline constexpr ClientRow visibility{
    .name = "visibility", .asks = Property::mutual_exclusion, .covers = occupancy.name};

// Whether readers do get inside at once. The threads that meet there must be readers; it is enough that two meet once.
inline constexpr ClientRow readers_together{.name = "readers_together",
                                            .asks = Property::mutual_exclusion,
                                            .must_end = true,
                                            .hangs_as = Kind::readers_excluded,
                                            .party = Party{.threads = 2, .readers = 2},
                                            .most_rounds = 1};

// Whether every execution ends, whichever threads take part.
inline constexpr ClientRow progress{
    .name = "progress", .asks = Property::progress, .must_end = true, .with_absent = true};

// How often a thread is overtaken while it waits.
inline constexpr ClientRow bypass{.name = "bypass", .asks = Property::bounded_waiting, .counts_overtaking = true};

// --- of a data structure (lock_free.hpp) ---------------------------------------------------------------------------------

// Whether no thread ever waits for another. A thread that waits for none does not depend on those that stay away.
inline constexpr ClientRow lock_freedom{.name = "lock_freedom",
                                        .asks = Property::progress,
                                        .must_end = true,
                                        .waiting_is_wrong = true,
                                        .has_sections = false};

// Whether what the calls returned is linearizable.
inline constexpr ClientRow history{.name = "history", .asks = Property::linearizability, .has_sections = false};

// Whether what is taken out of a data structure belongs to one thread.
inline constexpr ClientRow ownership{.name = "ownership", .asks = Property::linearizability, .has_sections = false};

// --- of priorities (priority.hpp) --------------------------------------------------------------------------------------
// The harm is asked for before its cause: a lock that does not inherit lets a bystander run.

// Whether a task runs that is less urgent than one that waits, and has no part in its waiting.
inline constexpr ClientRow bystander{
    .name = "bystander", .asks = Property::bounded_waiting, .most_rounds = 1, .scene = true};

// How many critical sections of less urgent tasks block a task.
inline constexpr ClientRow crowd{.name = "crowd", .asks = Property::bounded_waiting, .most_rounds = 1, .scene = true};

// The same, where a task waits for one that waits itself.
inline constexpr ClientRow chain{.name = "chain", .asks = Property::bounded_waiting, .most_rounds = 1, .scene = true};

// Whether priorities are inherited, restored, and obeyed when a task is woken; which task runs is the simulated
// processor's question. The second task nests two locks: a second round of it makes fifty times as many executions.
inline constexpr ClientRow priorities{.name = "priorities",
                                      .asks = Property::bounded_waiting,
                                      .scene = true,
                                      .inner_rounds = 1,
                                      .leaves_open = "only what the books say: who runs is not asked"};

// Whether every execution ends if two tasks take two locks in opposite orders.
inline constexpr ClientRow opposite_orders{
    .name = "opposite_orders", .asks = Property::progress, .must_end = true, .most_rounds = 1, .scene = true};

inline constexpr std::array all = {&occupancy, &visibility, &readers_together, &progress,  &lock_freedom,
                                   &bypass,    &history,    &ownership,        &bystander, &crowd,
                                   &chain,     &priorities, &opposite_orders};

}  // namespace clients

// The row of that name; nothing: there is no such client here.
constexpr const ClientRow* client_named(std::string_view name) {
  for (const ClientRow* client : clients::all) {
    if (client->name == name) return client;
  }
  return nullptr;
}

}  // namespace turnstile
