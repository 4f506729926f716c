// What is looked for when a property is asked, and in which scenarios.
#pragma once

#include <string>
#include <vector>

#include "models/engines/uniprocessor/family.hpp"
#include "models/engines/uniprocessor/simulation.hpp"
#include "models/vocabulary/verdict.hpp"

namespace turnstile::uniprocessor {

struct Stage {
  std::string name;
  Checks checks;
  std::vector<Family> families;
};

// The stages, one after the other; none: the property is not asked. Without `thorough`, three tasks arrive within two
// ticks less.
std::vector<Stage> stages_of(const Subject& subject, Property property, bool thorough);

}  // namespace turnstile::uniprocessor
