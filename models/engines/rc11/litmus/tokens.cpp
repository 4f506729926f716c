#include "models/engines/rc11/litmus/tokens.hpp"

#include <utility>

namespace turnstile::rc11::litmus {

bool Tokens::accept(std::string_view spelling) {
  if (!is(spelling)) return false;
  advance();
  return true;
}

void Tokens::expect(std::string_view spelling) {
  if (!accept(spelling)) fail("\"" + std::string(spelling) + "\"");
}

std::string Tokens::expect_name(std::string_view what) {
  if (!is_name()) fail(what);
  std::string name = now_.spelling;
  advance();
  return name;
}

std::int64_t Tokens::expect_number() {
  const bool negative = accept("-");
  if (!is_number()) fail("a number");
  const std::int64_t number = now_.number;
  advance();
  return negative ? static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(number)) : number;
}

void Tokens::fail(std::string_view expected) const {
  const std::string found = at_end() ? "the end" : "\"" + now_.spelling + "\"";
  lexer_.fail(now_.where, "expected " + std::string(expected) + ", found " + found);
}

}  // namespace turnstile::rc11::litmus
