// turnstile orders: every memory order weakened, one at a time; what is not refuted then is not necessary.
#pragma once

#include <string>
#include <vector>

#include "models/engines/rc11/necessity.hpp"

namespace turnstile::command {

struct OrdersOptions {
  std::vector<std::string> names;
  rc11::SizeLimits limits;
  double budget_seconds = 300;  // for each weakening, and for each question about a form as it is
  int jobs = 1;
  std::string json;             // file; empty: none
  std::string counterexamples;  // directory; empty: none
};

// Prints the tables to standard output. The result is the exit status. Throws BadInput before anything was run.
int orders(const OrdersOptions& options);

}  // namespace turnstile::command
