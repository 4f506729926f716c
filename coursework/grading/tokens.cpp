#include "coursework/grading/tokens.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace turnstile::coursework {

namespace {

// [lex.key], and the alternative tokens; both sorted.
constexpr auto sorted_keywords = std::to_array<std::string_view>(
    {"alignas",       "alignof",     "asm",       "auto",      "bool",         "break",
     "case",          "catch",       "char",      "char16_t",  "char32_t",     "char8_t",
     "class",         "co_await",    "co_return", "co_yield",  "concept",      "const",
     "const_cast",    "consteval",   "constexpr", "constinit", "continue",     "decltype",
     "default",       "delete",      "do",        "double",    "dynamic_cast", "else",
     "enum",          "explicit",    "export",    "extern",    "false",        "float",
     "for",           "friend",      "goto",      "if",        "inline",       "int",
     "long",          "mutable",     "namespace", "new",       "noexcept",     "nullptr",
     "operator",      "private",     "protected", "public",    "register",     "reinterpret_cast",
     "requires",      "return",      "short",     "signed",    "sizeof",       "static",
     "static_assert", "static_cast", "struct",    "switch",    "template",     "this",
     "thread_local",  "throw",       "true",      "try",       "typedef",      "typeid",
     "typename",      "union",       "unsigned",  "using",     "virtual",      "void",
     "volatile",      "wchar_t",     "while"});
constexpr auto alternative_tokens = std::to_array<std::string_view>(
    {"and", "and_eq", "bitand", "bitor", "compl", "not", "not_eq", "or", "or_eq", "xor", "xor_eq"});
static_assert(std::ranges::is_sorted(sorted_keywords) && std::ranges::is_sorted(alternative_tokens));

bool is_keyword(std::string_view word) {
  return std::ranges::binary_search(sorted_keywords, word) || std::ranges::binary_search(alternative_tokens, word);
}

// The longest first.
constexpr std::array<std::string_view, 27> operators = {"<=>", "<<=", ">>=", "...", "->*", "::", "->", "++", "--",
                                                        "<<",  ">>",  "<=",  ">=",  "==",  "!=", "&&", "||", "+=",
                                                        "-=",  "*=",  "/=",  "%=",  "&=",  "|=", "^=", "##", ".*"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
// Bytes of UTF-8 count, too.
bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || static_cast<signed char>(c) < 0;
}
bool continues_name(char c) { return begins_name(c) || is_digit(c); }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

class Scanner {
 public:
  // A line that ends in a backslash goes on.
  explicit Scanner(std::string_view source) {
    int line = 1;
    for (std::size_t i = 0; i < source.size(); ++i) {
      std::size_t end = i + 1;
      if (source[i] == '\\' && source.substr(end, 1) == "\r") ++end;
      if (source[i] == '\\' && source.substr(end, 1) == "\n") {
        i = end;
        ++line;
        continue;
      }
      source_ += source[i];
      lines_.push_back(line);
      if (source[i] == '\n') ++line;
    }
  }

  std::vector<Token> scan() {
    while (skip_blank()) {
      Token token{.kind = {}, .text = {}, .line = lines_[at_], .first = std::exchange(first_, false)};
      const std::size_t begin = at_;
      token.kind = take();
      token.text = source_.substr(begin, at_ - begin);
      if (token.kind == TokenKind::identifier && is_keyword(token.text)) token.kind = TokenKind::keyword;
      tokens_.push_back(std::move(token));
    }
    return std::move(tokens_);
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }
  [[nodiscard]] bool looking_at(std::string_view text) const {
    return std::string_view(source_).substr(at_, text.size()) == text;
  }
  void go_behind(std::string_view text) {
    const std::size_t found = source_.find(text, at_);
    at_ = found == std::string::npos ? source_.size() : found + text.size();
  }

  // Skips space and comments. The result is whether something follows.
  bool skip_blank() {
    while (at_ < source_.size()) {
      if (looking_at("//")) {
        at_ = std::min(source_.find('\n', at_), source_.size());
      } else if (looking_at("/*")) {
        at_ += 2;
        go_behind("*/");
      } else if (is_space(peek())) {
        first_ = first_ || peek() == '\n';
        ++at_;
      } else {
        return true;
      }
    }
    return false;
  }

  TokenKind take() {
    if (const std::size_t prefix = quoted_behind(); prefix != std::string::npos) return take_literal(prefix);
    if (begins_name(peek())) return take_name();
    if (is_digit(peek()) || (peek() == '.' && is_digit(peek(1)))) return take_number();
    const auto* longest = std::ranges::find_if(operators, [&](std::string_view op) { return looking_at(op); });
    at_ += longest == operators.end() ? 1 : longest->size();
    return TokenKind::punctuation;
  }

  // How many letters stand before the quote of a literal that begins here; npos: none begins.
  [[nodiscard]] std::size_t quoted_behind() const {
    for (const std::string_view prefix : {"", "R", "L", "u", "U", "u8", "LR", "uR", "UR", "u8R"}) {
      const char quote = peek(prefix.size());
      if (looking_at(prefix) && (quote == '"' || (quote == '\'' && !prefix.ends_with('R')))) return prefix.size();
    }
    return std::string::npos;
  }

  TokenKind take_literal(std::size_t prefix) {
    const bool raw = prefix > 0 && peek(prefix - 1) == 'R';
    const char quote = peek(prefix);
    at_ += prefix + 1;
    if (raw) {
      const std::string delimiter = source_.substr(at_, std::min(source_.find('(', at_), source_.size()) - at_);
      go_behind(")" + delimiter + "\"");
      return TokenKind::text;
    }
    while (at_ < source_.size() && peek() != quote && peek() != '\n') at_ += peek() == '\\' ? 2 : 1;
    at_ = std::min(at_ + (peek() == quote ? 1 : 0), source_.size());
    return quote == '"' ? TokenKind::text : TokenKind::character;
  }

  TokenKind take_name() {
    while (continues_name(peek())) ++at_;
    return TokenKind::identifier;
  }

  // A pp-number: 1'000, 0x1p-3, 1e+5f.
  TokenKind take_number() {
    while (continues_name(peek()) || peek() == '.' || (peek() == '\'' && continues_name(peek(1)))) {
      const bool exponent = std::string_view("eEpP").find(peek()) != std::string_view::npos;
      at_ += exponent && (peek(1) == '+' || peek(1) == '-') ? 2 : 1;
    }
    return TokenKind::number;
  }

  std::string source_{};      // without continued lines
  std::vector<int> lines_{};  // of each of its bytes
  std::size_t at_ = 0;
  bool first_ = true;
  std::vector<Token> tokens_{};
};

}  // namespace

std::span<const std::string_view> keywords() { return sorted_keywords; }

std::vector<Token> tokens(std::string_view source) { return Scanner(source).scan(); }

}  // namespace turnstile::coursework
