// Splits the text of a litmus test into words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "models/rc11/litmus/syntax.hpp"

namespace turnstile::rc11::litmus {

struct Token {
  enum class Type : std::uint8_t { name, number, text, sign, end };
  Type type = Type::end;
  std::string spelling{};  // of a sign: "==", "/\\", "("
  std::int64_t number = 0;
  Position where{};
};

class Lexer {
 public:
  Lexer(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {}

  // In code "(*" is a comment only where white space follows: "(*x)" reads x.
  void in_code(bool code) { in_code_ = code; }
  Token next();
  // What is left of this line, without the space around it.
  std::string rest_of_line();
  [[noreturn]] void fail(const Position& where, const std::string& message) const;

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  void skip(std::size_t characters);
  void skip_space();
  bool skip_comment();
  void skip_past(std::string_view closing, const Position& opened);
  [[nodiscard]] bool opens_comment() const;
  Token name();
  Token number();
  Token quoted();
  Token sign();

  std::string_view text_;
  std::string file_;
  std::size_t at_ = 0;
  Position where_;
  bool in_code_ = false;
};

}  // namespace turnstile::rc11::litmus
