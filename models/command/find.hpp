// Finds what the names on the command line stand for.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "models/questions/contract.hpp"

namespace turnstile::command {

// Bad usage or bad input: one line for people; the program ends with status 2.
class BadInput : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Selected {
  const Stem* stem;
  const Variant* variant;
};

Selected find_variant(std::string_view stem, std::string_view variant);

// "peterson" selects all its variants, "peterson/broken_acq_rel" one. No names select everything. Throws BadInput for a
// name that nothing has.
std::vector<Selected> select(const std::vector<std::string>& names);

// Finds a client of the suite, or of some form in the catalogue; nothing: none has that name.
const ClientRow* find_client(std::string_view name);

}  // namespace turnstile::command
