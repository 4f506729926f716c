// turnstile orders: weakens every memory order, one at a time. An order is not necessary if nothing refutes that.
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

// Prints the tables to standard output. The result is the exit status. BadInput is thrown before anything is run.
int orders(const OrdersOptions& options);

}  // namespace turnstile::command
