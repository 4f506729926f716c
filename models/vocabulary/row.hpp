// What the engines know of a client: what it asks, which threads take part, and what a hang in it means. They loop over
// the rows of a form's programs (Programs), and know no client by name.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "models/vocabulary/program.hpp"
#include "models/vocabulary/verdict.hpp"

namespace turnstile {

struct ClientRow {
  std::string_view name;  // in tables, files and on the command line
  Property asks{};

  // --- what a hang in it means
  bool must_end = false;          // a hang is a violation; else the execution is blocked, and says no more
  Kind hangs_as = Kind::none;     // of this kind, where its own would say less
  bool waiting_is_wrong = false;  // already that a thread waits for another one

  // --- which threads take part, in how many rounds
  std::optional<Party> party{};  // always these; nothing: the party that was asked about
  int most_rounds = 0;           // of each thread, however many were asked about; 0: as many
  bool with_absent = false;      // also where somebody leaves early, or stays away
  bool scene = false;            // for the tasks that it names, no more and no fewer
  int inner_rounds = 0;          // in a search of all executions: the most of the second task; 0: as the others

  // --- what it shows
  // Says in words what the client leaves open where a search of all executions finds nothing.
  std::string_view leaves_open{};
  bool counts_overtaking = false;  // its result is a number for each number of rounds
  bool has_sections = true;        // its threads go through critical sections; else they call operations
  // The client of this name has the same executions with more events. In a search of all executions, where this row's
  // client finds nothing, that one finds nothing either.
  std::string_view covers{};
};

// Finds a client by its name; nothing: there is none.
using FindClient = const ClientRow* (*)(std::string_view name);

}  // namespace turnstile
