// What the tokens of a source are.
#include "coursework/grading/tokens.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace turnstile::coursework {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> texts(std::string_view source) {
  std::vector<std::string> result;
  for (const Token& token : tokens(source)) result.push_back(token.text);
  return result;
}

TEST(tokens, of_a_statement) {
  EXPECT_THAT(texts("while(a.load()!=b[i]->c)x<<=1'000;"),
              ElementsAre("while", "(", "a", ".", "load", "(", ")", "!=", "b", "[", "i", "]", "->", "c", ")", "x",
                          "<<=", "1'000", ";"));
}

TEST(tokens, have_a_kind_and_a_line) {
  EXPECT_THAT(tokens("int x1\n= 0x1Fu;"),
              ElementsAre(Token{TokenKind::keyword, "int", 1, true}, Token{TokenKind::identifier, "x1", 1, false},
                          Token{TokenKind::punctuation, "=", 2, true}, Token{TokenKind::number, "0x1Fu", 2, false},
                          Token{TokenKind::punctuation, ";", 2, false}));
}

TEST(tokens, comments_are_none) {
  EXPECT_THAT(texts("a // b \" c\nd /* e\n \" */ f"), ElementsAre("a", "d", "f"));
  EXPECT_THAT(texts("a // b \\\n c\nd"), ElementsAre("a", "d"));
  EXPECT_THAT(texts("a /\\\n/ b\nc"), ElementsAre("a", "c"));
  EXPECT_THAT(texts("a /* b"), ElementsAre("a"));
}

TEST(tokens, literals_are_whole) {
  EXPECT_THAT(texts(R"(f("a // \" b", '"', L'\'', u8"x"))"),
              ElementsAre("f", "(", R"("a // \" b")", ",", "'\"'", ",", R"(L'\'')", ",", "u8\"x\"", ")"));
  EXPECT_THAT(texts("R\"x(a \" )\" // b)x\" c"), ElementsAre("R\"x(a \" )\" // b)x\"", "c"));
  EXPECT_THAT(tokens("'a' \"a\"").at(0).kind, TokenKind::character);
  EXPECT_THAT(tokens("'a' \"a\"").at(1).kind, TokenKind::text);
}

TEST(tokens, a_literal_without_end_ends_with_its_line) {
  EXPECT_THAT(texts("#error don't\nx"), ElementsAre("#", "error", "don", "'t", "x"));
  EXPECT_THAT(texts("\"abc\\"), ElementsAre("\"abc\\"));
  EXPECT_THAT(texts("R\"abc"), ElementsAre("R\"abc"));
}

TEST(tokens, continued_lines_are_one) {
  EXPECT_THAT(tokens("vola\\\ntile\nx"),
              ElementsAre(Token{TokenKind::keyword, "volatile", 1, true}, Token{TokenKind::identifier, "x", 3, true}));
  EXPECT_THAT(texts("a\\\r\nb"), ElementsAre("ab"));
}

TEST(tokens, directives_begin_a_line) {
  const auto found = tokens("  # define x #y\n/* */ #if 1");
  EXPECT_TRUE(found.at(0).first);
  EXPECT_EQ(found.at(3).text, "#");
  EXPECT_FALSE(found.at(3).first);
  EXPECT_EQ(found.at(5).text, "#");
  EXPECT_TRUE(found.at(5).first);
}

TEST(tokens, of_any_bytes) {
  EXPECT_THAT(texts(""), IsEmpty());
  EXPECT_THAT(texts(std::string_view("\0@`", 3)), ElementsAre(std::string(1, '\0'), "@", "`"));
  EXPECT_THAT(texts("größe"), ElementsAre("größe"));
}

}  // namespace
}  // namespace turnstile::coursework
