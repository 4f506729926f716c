#include "models/engines/rc11/litmus/lexer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace turnstile::rc11::litmus {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool goes_on(char c) { return is_letter(c) || is_digit(c); }

// As in C, the first of int, unsigned, long and unsigned long that holds it, among those that its form allows.
Type type_of_number(std::uint64_t value, std::string_view suffix, bool hexadecimal) {
  const bool is_unsigned = suffix.find_first_of("uU") != std::string_view::npos;
  const bool is_long = suffix.find_first_of("lL") != std::string_view::npos;
  for (const std::uint8_t bits : {std::uint8_t{32}, std::uint8_t{64}}) {
    if (is_long && bits == 32) continue;
    if (!is_unsigned && value >> (bits - 1) == 0) return {.bits = bits, .is_signed = true};
    if ((is_unsigned || hexadecimal) && (bits == 64 || value >> bits == 0)) return {.bits = bits, .is_signed = false};
  }
  return {.bits = 64, .is_signed = false};
}

}  // namespace

void Lexer::fail(const Position& where, const std::string& message) const {
  throw SyntaxError(file_ + ":" + std::to_string(where.line) + ":" + std::to_string(where.column) + ": " + message);
}

void Lexer::skip(std::size_t characters) {
  for (; characters > 0 && !at_end(); --characters, ++at_) {
    if (text_[at_] == '\n') {
      ++where_.line;
      where_.column = 1;
    } else {
      ++where_.column;
    }
  }
}

bool Lexer::opens_comment() const {
  if (peek() != '(' || peek(1) != '*') return false;
  std::size_t first = 2;
  while (peek(first) == '*') ++first;
  return !in_code_ || (!is_letter(peek(first)) && peek(first) != '(' && peek(first) != '&');
}

void Lexer::skip_past(std::string_view closing, const Position& opened) {
  const auto end = text_.find(closing, at_);
  if (end == std::string_view::npos) fail(opened, "expected \"" + std::string(closing) + "\" after this");
  skip(end + closing.size() - at_);
}

bool Lexer::skip_comment() {
  const Position opened = where_;
  if (peek() == '/' && peek(1) == '/') {
    while (!at_end() && peek() != '\n') skip(1);
    return true;
  }
  const bool c_style = peek() == '/' && peek(1) == '*';
  if (!c_style && !opens_comment()) return false;
  skip(2);
  skip_past(c_style ? "*/" : "*)", opened);
  return true;
}

void Lexer::skip_space() {
  while (is_space(peek()) || skip_comment()) {
    if (is_space(peek())) skip(1);
  }
}

Token Lexer::next() {
  skip_space();
  if (at_end()) return {.where = where_};
  if (is_letter(peek())) return name();
  if (is_digit(peek())) return number();
  if (peek() == '"') return quoted();
  return sign();
}

std::string Lexer::rest_of_line() {
  while (is_space(peek()) && peek() != '\n') skip(1);
  std::string line;
  for (; !at_end() && peek() != '\n'; skip(1)) line += peek();
  while (!line.empty() && is_space(line.back())) line.pop_back();
  return line;
}

bool Lexer::at_code() const {
  if (peek() == 'C' && is_space(peek(1))) return true;
  if (peek() != 'P' || !is_digit(peek(1))) return false;
  std::size_t i = 1;
  while (is_digit(peek(i)) || is_space(peek(i))) ++i;
  return peek(i) == '(';
}

void Lexer::skip_to_state() {
  for (skip_space(); !at_end() && peek() != '{'; skip_space()) {
    if (at_code()) fail(where_, "expected \"{\" and the initial state");
    if (peek() == '"') {
      (void)quoted();
    } else {
      (void)rest_of_line();
    }
  }
}

Token Lexer::name() {
  Token token{.type = Token::Type::name, .where = where_};
  for (; goes_on(peek()); skip(1)) token.spelling += peek();
  return token;
}

Token Lexer::number() {
  Token token{.type = Token::Type::number, .where = where_};
  const bool hexadecimal = peek() == '0' && (peek(1) == 'x' || peek(1) == 'X');
  if (hexadecimal) skip(2);
  for (; goes_on(peek()); skip(1)) token.spelling += peek();
  const char* const begin = token.spelling.data();
  const char* const end = begin + token.spelling.size();
  std::uint64_t value = 0;
  const auto [rest, error] = std::from_chars(begin, end, value, hexadecimal ? 16 : 10);
  const auto is_suffix = [](char c) { return c == 'u' || c == 'U' || c == 'l' || c == 'L'; };
  token.number = static_cast<std::int64_t>(value);
  if (error != std::errc{} || !std::all_of(rest, end, is_suffix) || is_address(token.number)) {
    fail(token.where, "expected a number, found \"" + token.spelling + "\"");
  }
  token.number_type = type_of_number(value, {rest, end}, hexadecimal);
  return token;
}

Token Lexer::quoted() {
  Token token{.type = Token::Type::text, .where = where_};
  skip(1);
  const std::size_t begin = at_;
  skip_past("\"", token.where);
  token.spelling = text_.substr(begin, at_ - 1 - begin);
  return token;
}

Token Lexer::sign() {
  constexpr std::array<std::string_view, 10> pairs = {"==", "!=", "<=", ">=", "&&", "||", "/\\", "\\/", "->", "=>"};
  Token token{.type = Token::Type::sign, .where = where_};
  for (const std::string_view pair : pairs) {
    if (text_.substr(at_, 2) == pair) token.spelling = pair;
  }
  if (token.spelling.empty()) token.spelling = peek();
  skip(token.spelling.size());
  return token;
}

}  // namespace turnstile::rc11::litmus
