#include "models/library/source_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <utility>

namespace turnstile::detail {

namespace {

bool begins_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool in_name(char c) { return begins_name(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_one_of(std::string_view text, std::initializer_list<std::string_view> all) {
  return std::ranges::find(all, text) != all.end();
}

// Cuts a text into tokens, with where each begins.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  // The next token; an empty one at the end.
  Token next() {
    skip_what_is_no_token();
    const Token begins{.line = line_, .column = column_};
    const std::size_t first = at_;
    take_token();
    return {.text = std::string(text_.substr(first, at_ - first)), .line = begins.line, .column = begins.column};
  }
  [[nodiscard]] std::vector<std::string> includes() const { return includes_; }

 private:
  [[nodiscard]] char look(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] bool is_next(std::string_view what) const { return text_.substr(at_, what.size()) == what; }
  void take(std::size_t count = 1) {
    for (; count > 0 && at_ < text_.size(); --count) {
      column_ = text_[at_] == '\n' ? 1 : column_ + 1;
      line_ += text_[at_] == '\n' ? 1 : 0;
      is_line_empty_ = text_[at_] == '\n' || (is_line_empty_ && text_[at_] == ' ');
      ++at_;
    }
  }
  void take_to(std::string_view end) {
    const std::size_t found = text_.find(end, at_);
    take(found == std::string_view::npos ? text_.size() - at_ : found + end.size() - at_);
  }

  void skip_what_is_no_token() {
    while (at_ < text_.size()) {
      if (is_next("//")) {
        take_to("\n");
      } else if (is_next("/*")) {
        take_to("*/");
      } else if (look() == '#' && is_line_empty_) {
        skip_directive();
      } else if (std::isspace(static_cast<unsigned char>(look())) != 0) {
        take();
      } else {
        return;
      }
    }
  }
  void skip_directive() {
    const std::size_t first = at_;
    while (at_ < text_.size() && look() != '\n') take(look() == '\\' ? 2 : 1);
    const std::string_view line = text_.substr(first, at_ - first);
    const std::size_t begin = line.find('"');
    const std::size_t end = line.rfind('"');
    if (line.find("include") != std::string_view::npos && begin < end) {
      includes_.emplace_back(line.substr(begin + 1, end - begin - 1));
    }
  }

  void take_token() {
    if (is_next("R\"")) {
      take_raw_string();
    } else if (begins_name(look())) {
      while (in_name(look())) take();
    } else if (std::isdigit(static_cast<unsigned char>(look())) != 0) {
      while (in_name(look()) || look() == '\'' || look() == '.') take();
    } else if (look() == '"' || look() == '\'') {
      take_quoted(look());
    } else {
      take(is_next("::") || is_next("->") || is_next("<<") || is_next("&&") ? 2 : 1);
    }
  }
  void take_quoted(char quote) {
    take();
    while (at_ < text_.size() && look() != quote) take(look() == '\\' ? 2 : 1);
    take();
  }
  void take_raw_string() {
    const std::size_t opens = text_.find('(', at_);
    if (opens == std::string_view::npos) return take(text_.size());
    take_to(")" + std::string(text_.substr(at_ + 2, opens - at_ - 2)) + "\"");
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  int column_ = 1;
  bool is_line_empty_ = true;
  std::vector<std::string> includes_;
};

}  // namespace

bool Token::is_name() const { return !text.empty() && begins_name(text[0]); }

SourceText::SourceText(std::string_view text) {
  tokenize(text);
  match();
}

void SourceText::tokenize(std::string_view text) {
  Lexer lexer(text);
  for (Token token = lexer.next(); !token.text.empty(); token = lexer.next()) tokens_.push_back(std::move(token));
  includes_ = lexer.includes();
}

void SourceText::match() {
  std::vector<int> open;
  for (int i = 0; i < size(); ++i) {
    partners_.push_back(i);
    const bool closes = is_one_of(at(i), {")", "]", "}"});
    if (closes && !open.empty()) {
      partners_.back() = open.back();
      partners_[static_cast<std::size_t>(open.back())] = i;
      open.pop_back();
    }
    around_.push_back(open.empty() ? none : open.back());
    if (is_one_of(at(i), {"(", "[", "{"})) open.push_back(i);
  }
}

const std::string& SourceText::at(int i) const {
  static const std::string nothing;
  return i < 0 || i >= size() ? nothing : tokens_[static_cast<std::size_t>(i)].text;
}
bool SourceText::is_name(int i) const { return i >= 0 && i < size() && tokens_[static_cast<std::size_t>(i)].is_name(); }
int SourceText::partner(int i) const { return partners_[static_cast<std::size_t>(i)]; }
int SourceText::around(int i) const { return around_[static_cast<std::size_t>(i)]; }

int SourceText::at_place(int line, int column) const {
  const auto after = std::ranges::upper_bound(tokens_, std::pair(line, column), {},
                                              [](const Token& token) { return std::pair(token.line, token.column); });
  if (after == tokens_.begin() || std::prev(after)->line != line) return none;
  return static_cast<int>(std::distance(tokens_.begin(), after)) - 1;
}

// The first token of the statement or declaration that leads to a brace.
int SourceText::head_of(int brace) const {
  int first = brace;
  while (first > 0 && !is_one_of(at(first - 1), {";", "{", "}"})) --first;
  return first;
}

SourceText::Brace SourceText::kind_of(int brace) const {
  const std::string& before = at(brace - 1);
  if (is_one_of(before, {"", ")", ";", "}", ":", "else", "do", "try", "const", "noexcept", "mutable", "override"})) {
    return Brace::of_block;
  }
  if (before == "{") {
    return kind_of(brace - 1) == Brace::of_initializer ? Brace::of_initializer : Brace::of_block;
  }
  if (before == "]") {
    const int begin = partner(brace - 1);
    const bool is_array = is_name(begin - 1) || at(begin - 1) == "]" || at(begin - 1) == ">";
    return is_array ? Brace::of_initializer : Brace::of_block;
  }
  return before != ">" && !is_name(brace - 1) ? Brace::of_initializer : kind_by_head(brace);
}

// The kind of a brace that stands behind a name or a template's arguments: the words that lead to it tell.
SourceText::Brace SourceText::kind_by_head(int brace) const {
  for (int i = head_of(brace); i < brace; ++i) {
    // The `class` of `template <class T>` does not count.
    const bool is_head = i == 0 || (at(i - 1) != "<" && at(i - 1) != "," && at(i - 1) != "enum");
    if (is_head && is_one_of(at(i), {"class", "struct", "union"})) return Brace::of_class;
    if (is_one_of(at(i), {"namespace", "enum", "extern", "->"})) return Brace::of_block;
  }
  return Brace::of_initializer;
}

SourceText::Context SourceText::context(int i) const {
  Context context{.brace = none, .part = std::min(i, partner(i))};
  for (context.brace = around(context.part); context.brace != none; context.brace = around(context.part)) {
    if (at(context.brace) == "{" && kind_of(context.brace) != Brace::of_initializer) break;
    context.part = context.brace;
  }
  return context;
}

std::pair<int, int> SourceText::statement(const Context& context) const {
  int first = context.part;
  while (first - 1 > context.brace && at(first - 1) != ";") {
    const int before = first - 1;
    if (at(before) == "}" && kind_of(partner(before)) != Brace::of_initializer) break;
    first = std::min(before, partner(before));
  }
  int end = context.part;
  while (end < size() && at(end) != ";" && at(end) != "}") end = std::max(end, partner(end)) + 1;
  return {first, end};
}

int SourceText::name_of_class(int brace) const {
  int head = head_of(brace);
  if (is_one_of(at(head), {"public", "protected", "private"}) && at(head + 1) == ":") head += 2;
  int name = none;
  for (int i = head; i < brace && at(i) != ":"; ++i) {
    if (is_one_of(at(i), {"(", "["})) i = partner(i);
    const bool follows_key = is_one_of(at(i - 1), {"class", "struct", "union"});
    const bool follows_attribute = name == none && is_one_of(at(i - 1), {")", "]"});
    if (is_name(i) && (follows_key || follows_attribute) && at(i) != "alignas") name = i;
  }
  return name;
}

std::vector<int> SourceText::classes(std::string_view name) const {
  std::vector<int> found;
  for (int i = 0; i < size(); ++i) {
    if (at(i) == "{" && kind_of(i) == Brace::of_class && at(name_of_class(i)) == name) found.push_back(i);
  }
  return found;
}

std::optional<int> number(std::string_view token) {
  std::string digits(token);
  std::erase(digits, '\'');
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const std::string_view suffix(end, static_cast<std::size_t>(digits.data() + digits.size() - end));
  if (error != std::errc{} || suffix.find_first_not_of("uUlLzZ") != std::string_view::npos) return std::nullopt;
  return value;
}

std::optional<int> SourceText::constant(std::string_view name) const {
  for (int i = 1; i + 2 < size(); ++i) {
    const bool defines = at(i) == name && (is_name(i - 1) || at(i - 1) == ">") && is_one_of(at(i + 1), {"=", "{"});
    const bool ends = is_one_of(at(i + 3), {";", "}", ",", ">"});
    if (defines && ends && number(at(i + 2))) return number(at(i + 2));
  }
  return std::nullopt;
}

}  // namespace turnstile::detail
