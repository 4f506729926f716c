// What a litmus test asks: locations, filter, exists, ~exists, forall.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "models/engines/rc11/litmus/syntax.hpp"
#include "models/engines/rc11/litmus/tokens.hpp"

namespace turnstile::rc11::litmus {

// What a name of the test stands for.
struct Shared {
  int first = 0;  // its location, or that of its first element
  int size = 1;
};
using SharedNames = std::map<std::string, Shared>;

class ConditionParser {
 public:
  // `test` has its locations and threads, and is completed here.
  ConditionParser(Tokens& tokens, const SharedNames& shared, Test& test)
      : tokens_(tokens), shared_(shared), test_(test) {}

  // Reads what follows the threads. The condition may be missing.
  void parse();

 private:
  void skip_regions();
  void skip_locations();
  void quantifier();
  Condition condition();
  Condition disjunction();
  Condition conjunction();
  Condition atom();
  Condition of_local(int thread, const Position& where);
  Condition of_location();
  // "= 1" or "!= 1" after a variable of this type.
  Condition compared(Condition variable, const Type& type);
  std::int64_t value(const Type& type);
  int element(std::string_view what);
  [[nodiscard]] bool is_thread() const;

  Tokens& tokens_;
  const SharedNames& shared_;
  Test& test_;
  int depth_ = 0;
};

}  // namespace turnstile::rc11::litmus
