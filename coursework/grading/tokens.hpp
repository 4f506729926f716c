// The tokens of a C++ source, without its comments: enough to find names in it, and to compare two of them.
//
// Not a preprocessor: macros are not expanded, and what #if leaves out is there.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace turnstile::coursework {

enum class TokenKind : std::uint8_t { identifier, keyword, number, text, character, punctuation };

struct Token {
  TokenKind kind{};
  std::string text{};  // of literals: with their quotes and prefixes
  int line = 0;        // from 1
  bool first = false;  // of its line: a # that is begins a directive

  bool operator==(const Token&) const = default;
};

// Any bytes have tokens; what is none in C++ is a punctuation of its own.
std::vector<Token> tokens(std::string_view source);

// The keywords of C++20, which can be names of macros; the alternative tokens cannot.
std::span<const std::string_view> keywords();

}  // namespace turnstile::coursework
