// Shows what came out of weakening the orders of forms, as a table and as JSON.
#pragma once

#include <string>
#include <vector>

#include "models/engines/rc11/necessity.hpp"
#include "models/questions/contract.hpp"

namespace turnstile::command {

// One form, and its weakenings.
struct WeakenedForm {
  const Stem* stem = nullptr;
  const Variant* variant = nullptr;
  rc11::Survey survey{};
  std::vector<rc11::Attempt> attempts{};

  [[nodiscard]] std::string name() const { return stem->name + "/" + variant->name; }
  // The exception that declares that this weakening survives; nothing: there is none.
  [[nodiscard]] const OrderException* exception_for(const rc11::Attempt& attempt) const;
};

// How many weakenings there are of each kind.
struct Score {
  int weakenings = 0;
  int killed = 0;
  int excepted = 0;  // survive as declared

  Score& operator+=(const Score& other);
};
Score score_of(const WeakenedForm& form);

// One line for each thing that must not be: a weakening that survives or is undecided, an exception that is none. A
// broken form has no such lines.
std::string orders_complaints(const WeakenedForm& form);

std::string orders_table(const WeakenedForm& form);
// "peterson/correct: 5 of 5 weakenings killed"
std::string score_line(const std::string& name, const Score& score);

// Schema turnstile.orders/1.
std::string orders_json(const std::vector<WeakenedForm>& forms);

}  // namespace turnstile::command
