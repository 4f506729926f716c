#include "models/engines/rc11/litmus/declarations.hpp"

#include <algorithm>
#include <array>

namespace turnstile::rc11::litmus {

namespace {

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

// Words that say nothing here: accesses through volatile pointers are as plain as others.
constexpr std::array<std::string_view, 9> qualifiers = {"const",  "volatile",     "restrict", "register",    "static",
                                                        "extern", "__restrict__", "__user",   "__volatile__"};
constexpr std::array<std::string_view, 8> basic = {"int",      "char",   "short", "long",
                                                   "unsigned", "signed", "_Bool", "void"};
constexpr std::array<std::string_view, 3> aggregates = {"struct", "union", "enum"};

// Collects the basic words of a type: "unsigned", "long long int", "signed char".
class BasicWords {
 public:
  void add(std::string_view word, const Tokens& tokens) {
    some_ = true;
    if (word == "unsigned") type_.is_signed = false;
    if (word == "char") type_.bits = 8;
    if (word == "short") type_.bits = 16;
    if (word == "long" || word == "void") type_.bits = 64;
    if (word == "_Bool") named({.bits = 1, .is_signed = false}, tokens);
  }
  void named(const Type& type, const Tokens& tokens) {
    if (some_) tokens.fail("one type");
    some_ = true;
    const bool atomic = type_.atomic;
    type_ = type;
    type_.atomic |= atomic;
  }
  void make_atomic() { type_.atomic = true; }
  [[nodiscard]] bool some() const { return some_; }
  [[nodiscard]] const Type& type() const { return type_; }

 private:
  Type type_;
  bool some_ = false;
};

void refuse_too_wide(const Tokens& tokens) {
  if (is_too_wide(tokens.now().spelling)) tokens.fail("a type of no more than 64 bits");
  if (is_one_of(aggregates, tokens.now().spelling)) tokens.fail("an integer or a pointer to one");
}

// Takes the present word if it is one of a type. The result is whether it was.
bool take_word(Tokens& tokens, BasicWords& words) {
  if (!begins_type(tokens.now())) return false;
  refuse_too_wide(tokens);
  const std::string word = tokens.now().spelling;
  if (word == "_Atomic") {
    words.make_atomic();
  } else if (is_one_of(basic, word)) {
    words.add(word, tokens);
  } else if (const auto type = named_type(word)) {
    words.named(*type, tokens);
  }
  tokens.advance();
  return true;
}

}  // namespace

bool begins_type(const Token& token) {
  if (token.type != Token::Type::name) return false;
  const std::string_view word = token.spelling;
  return word == "_Atomic" || is_one_of(basic, word) || is_one_of(qualifiers, word) || is_one_of(aggregates, word) ||
         is_too_wide(word) || named_type(word).has_value();
}

Type type(Tokens& tokens) {
  constexpr int most_stars = 8;
  BasicWords words;
  while (take_word(tokens, words)) {
  }
  Type type = words.type();
  if (!words.some()) tokens.fail("a type");
  while (tokens.is("*") || (tokens.is_name() && is_one_of(qualifiers, tokens.now().spelling))) {
    if (tokens.is("*") && ++type.stars > most_stars) tokens.fail("a type with fewer stars");
    tokens.advance();
  }
  if (tokens.is("_Atomic")) tokens.fail("a pointer that is not atomic itself");
  return type;
}

}  // namespace turnstile::rc11::litmus
