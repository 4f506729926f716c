// What can be handed in, and what is asked of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/vocabulary/program.hpp"
#include "models/vocabulary/verdict.hpp"

namespace turnstile::coursework {

// So many threads, each with so many rounds and all fewer ones.
struct Size {
  Property property{};
  Party party;
  int rounds = 0;
};

// A property that a right submission has, and what it is worth where no rubric says otherwise.
struct Asked {
  Property property{};
  int points = 0;
};

struct Assignment {
  std::string name{};                  // "peterson", as on the command line
  std::string summary{};               // one line for the help: what the student writes
  std::vector<Property> properties{};  // that are checked
  // The properties that count. What is found about the others is said, and is no mistake.
  std::vector<Asked> asked{};
  // A violation of this kind is what the assignment leads to, not a mistake.
  Kind excused = Kind::none;
  // The sizes that they are checked with: rc11 explores each completely.
  std::vector<Size> sizes{};
  bool has_readers = false;     // the lock has lock_shared and unlock_shared
  bool has_priorities = false;  // it asks a scheduler; bounded waiting is bounded inversion
  bool may_block = false;       // to sleep in the operating system is part of the task
};

const std::vector<Assignment>& assignments();
// A null pointer if there is none of that name.
const Assignment* find_assignment(std::string_view name);

}  // namespace turnstile::coursework
