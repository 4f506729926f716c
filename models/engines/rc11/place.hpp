// What all parts of the engine share: places of the program, how an execution ends, what a location is.
#pragma once

#include <cstdint>
#include <source_location>
#include <string>

#include "models/engines/rc11/event.hpp"

namespace turnstile::rc11 {

using Place = std::source_location;

// "algorithms/tsl/tsl.hpp:31"; in an interpreted program what its interpreter says instead (Execution::say_places).
std::string text(const Place& where);
[[nodiscard]] bool same_place(const Place& a, const Place& b);

enum class Ending : std::uint8_t {
  complete,   // all threads have finished
  blocked,    // some wait; that they do may be an artifact, or what `hang` asks about
  learnt,     // something about the program, with which the search begins anew
  again,      // the graph as it is is run again, with another pattern; nobody outside sees that
  discarded,  // inconsistent, or a copy of an execution without its last round
  cut,        // some loop went on longer than we follow
  violated,
  undecided,  // the engine cannot say what this execution means
  unknown     // nor can it go on with others
};

// A variable, for messages and traces.
struct LocationInfo {
  const void* address = nullptr;
  std::uint8_t bytes = 8;
  bool is_signed = false;
  bool truth = false;
  bool destroyed = false;
  Ref end{};  // where it was destroyed: the thread, and how many events it had
};

}  // namespace turnstile::rc11
