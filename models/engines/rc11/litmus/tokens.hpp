// The words of a litmus test, one at a time, and what a parser asks of them.
#pragma once

#include <string>
#include <string_view>

#include "models/engines/rc11/litmus/lexer.hpp"

namespace turnstile::rc11::litmus {

class Tokens {
 public:
  Tokens(std::string_view text, const std::string& file) : lexer_(text, file) { advance(); }

  [[nodiscard]] const Token& now() const { return now_; }
  [[nodiscard]] Position where() const { return now_.where; }
  [[nodiscard]] bool at_end() const { return now_.type == Token::Type::end; }
  [[nodiscard]] bool is(std::string_view spelling) const {
    return (now_.type == Token::Type::name || now_.type == Token::Type::sign) && now_.spelling == spelling;
  }
  [[nodiscard]] bool is_name() const { return now_.type == Token::Type::name; }
  [[nodiscard]] bool is_number() const { return now_.type == Token::Type::number; }
  [[nodiscard]] bool is_text() const { return now_.type == Token::Type::text; }

  void advance() { now_ = lexer_.next(); }
  bool accept(std::string_view spelling);
  void expect(std::string_view spelling);
  std::string expect_name(std::string_view what);
  // The number may have a sign before it.
  std::int64_t expect_number();
  // Fails, and says what was expected instead of the present word.
  [[noreturn]] void fail(std::string_view expected) const;
  [[noreturn]] void fail_at(const Position& where, const std::string& message) const { lexer_.fail(where, message); }
  Lexer& lexer() { return lexer_; }

 private:
  Lexer lexer_;
  Token now_;
};

}  // namespace turnstile::rc11::litmus
