// Which memory orders of a submission are missing, and which it would not need.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "coursework/grading/automaton.hpp"
#include "coursework/grading/grade.hpp"
#include "models/vocabulary/weakening.hpp"

namespace turnstile::coursework {

// Whether the submission is right if its orders are taken so.
using IsRight = std::function<bool(const OrderTaken& taken)>;

// For a submission that is wrong: the fewest places that make it right if they are strengthened, each as little as it
// takes. Empty where no order makes it right.
std::vector<std::string> missing_orders(const Automaton& automaton, const IsRight& is_right);

// For a submission that is right: each order that could be weakened by itself, with the weakest that would do.
std::vector<OrderRemark> orders_stronger_than_needed(const Automaton& automaton, const IsRight& is_right);

}  // namespace turnstile::coursework
