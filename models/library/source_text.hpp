// C++ source as tokens, as far as it takes to find out what a declaration calls its variables. It is no parser: where the
// preprocessor or the templates get clever, nothing is found.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnstile::detail {

struct Token {
  std::string text{};
  int line = 0;    // from 1, as compilers count them
  int column = 0;  // likewise, in bytes
  [[nodiscard]] bool is_name() const;
};

class SourceText {
 public:
  explicit SourceText(std::string_view text);

  static constexpr int none = -1;

  [[nodiscard]] int size() const { return static_cast<int>(tokens_.size()); }
  [[nodiscard]] const std::string& at(int i) const;  // "" beyond the ends
  [[nodiscard]] bool is_name(int i) const;
  // The last token that begins there or before, on the same line.
  [[nodiscard]] int at_place(int line, int column) const;
  // The other bracket, if the token is one; else the token itself.
  [[nodiscard]] int partner(int i) const;
  // The bracket that a token stands in; none: it stands in no other.
  [[nodiscard]] int around(int i) const;

  // Braces are a class's, those of another block of statements or declarations, or an initializer's.
  enum class Brace : std::uint8_t { of_class, of_block, of_initializer };
  [[nodiscard]] Brace kind_of(int brace) const;
  [[nodiscard]] Brace kind_by_head(int brace) const;
  // Where a token stands: the `{` of the class or block around it, and the part (the token itself, or a bracket around
  // it) that stands there directly. none: it stands directly in the file.
  struct Context {
    int brace = none;
    int part = none;
  };
  [[nodiscard]] Context context(int i) const;
  // For a token that stands directly in a block: the first token of its statement, and the one after the last.
  [[nodiscard]] std::pair<int, int> statement(const Context& context) const;

  // The `{` of each class of that name.
  [[nodiscard]] std::vector<int> classes(std::string_view name) const;
  // The name of the class whose `{` that is.
  [[nodiscard]] int name_of_class(int brace) const;
  // The number in `NAME = 4` or `NAME{4}`.
  [[nodiscard]] std::optional<int> constant(std::string_view name) const;
  // What `#include "..."` names.
  [[nodiscard]] const std::vector<std::string>& includes() const { return includes_; }

 private:
  void tokenize(std::string_view text);
  void match();
  [[nodiscard]] int head_of(int brace) const;
  [[nodiscard]] bool is_block_after_name(int brace) const;

  std::vector<Token> tokens_;
  std::vector<int> partners_;
  std::vector<int> around_;
  std::vector<std::string> includes_;
};

// The number that a token is; digit separators and suffixes are understood.
std::optional<int> number(std::string_view token);

}  // namespace turnstile::detail
