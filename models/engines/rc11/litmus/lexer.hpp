// Splits the text of a litmus test into words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "models/engines/rc11/litmus/syntax.hpp"

namespace turnstile::rc11::litmus {

struct Token {
  enum class Type : std::uint8_t { name, number, text, sign, end };
  Type type = Type::end;
  std::string spelling{};  // of a sign: "==", "/\\", "("
  std::int64_t number = 0;
  litmus::Type number_type{};  // by its suffix and its size
  Position where{};
};

class Lexer {
 public:
  Lexer(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {}

  // In code "(*" is a comment only where no variable can follow: "(*x)" and "(**p)" read one.
  void in_code(bool code) { in_code_ = code; }
  Token next();
  // Passes over what may stand between the name of a test and its initial state: texts in quotes and lines that begin
  // with anything else than a brace. A line that begins a thread or another test is an error.
  void skip_to_state();
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
  [[nodiscard]] bool at_code() const;
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
