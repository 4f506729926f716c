#include "models/library/declaration.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>

namespace turnstile::detail {

namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> all) {
  return std::ranges::find(all, text) != all.end();
}

bool is_specifier(std::string_view text) {
  return is_one_of(text, {"const", "constexpr", "inline", "mutable", "volatile", "typename", "template", "static",
                          "thread_local", "struct", "class"});
}
bool is_built_in(std::string_view text) {
  return is_one_of(text, {"unsigned", "signed", "long", "short", "int", "char", "bool", "float", "double", "auto"});
}

// Reads one declaration from left to right.
class Parser {
 public:
  Parser(const SourceText& source, int first, int end, const WatchedTypes& types)
      : source_(source), at_(first), end_(end), types_(types) {}

  std::optional<Declaration> declaration() {
    Declaration result;
    if (!take_type(result)) return std::nullopt;
    while (at_ < end_) {
      auto next = take_declarator();
      if (!next) break;
      next->extents.insert(next->extents.end(), of_arrays_.begin(), of_arrays_.end());
      result.declarators.push_back(std::move(*next));
    }
    if (result.declarators.empty()) return std::nullopt;
    return result;
  }

  // `turnstile::atomic<int>`, `std::array<turnstile::atomic<int>, 2>`
  bool take_type(Declaration& result) {
    skip_specifiers();
    if (!source_.is_name(at_)) return false;
    if (is_built_in(look())) {
      for (result.type = look(); is_built_in(look()) || is_specifier(look());) ++at_;
      return true;
    }
    take_name(result);
    while (look() == "::") {
      ++at_;
      if (look() == "template") ++at_;
      of_arrays_.clear();
      take_name(result);
    }
    skip_specifiers();
    return true;
  }

 private:
  void skip_specifiers() {
    while (is_specifier(look()) || look() == "[" || look() == "alignas") {
      if (look() == "alignas") ++at_;
      at_ = std::max(at_, source_.partner(at_)) + 1;
    }
  }
  [[nodiscard]] const std::string& look() const { return source_.at(at_ < end_ ? at_ : SourceText::none); }

  void take_name(Declaration& result) {
    result.type = look();
    result.watched = types_.has(result.type);
    if (at_ < end_) ++at_;
    if (look() != "<") return;
    const int close = end_of_arguments();
    if (result.type == "array") take_array(result, close);
    at_ = std::min(close + 1, end_);
  }
  [[nodiscard]] int end_of_arguments() const {
    int depth = 0;
    for (int i = at_; i < end_; ++i) {
      if (source_.at(i) == "<") ++depth;
      if (source_.at(i) == ">" && --depth == 0) return i;
      if (is_one_of(source_.at(i), {"(", "[", "{"})) i = source_.partner(i);
    }
    return end_;
  }
  void take_array(Declaration& result, int close) {
    Parser inner(source_, at_ + 1, close, types_);
    Declaration element;
    if (!inner.take_type(element) || inner.look() != ",") return;
    result.watched = element.watched;
    of_arrays_ = {{inner.at_ + 1, close}};
    of_arrays_.insert(of_arrays_.end(), inner.of_arrays_.begin(), inner.of_arrays_.end());
  }

  std::optional<Declarator> take_declarator() {
    Declarator result{.first = at_};
    while (is_one_of(look(), {"*", "&", "&&", "const"})) {
      result.is_indirect = true;
      ++at_;
    }
    if (!source_.is_name(at_) || at_ >= end_) return std::nullopt;
    result.name = look();
    ++at_;
    for (; look() == "["; at_ = source_.partner(at_) + 1) result.extents.emplace_back(at_ + 1, source_.partner(at_));
    if (!look().empty() && !is_one_of(look(), {"(", "{", "=", ",", ":"})) return std::nullopt;
    result.is_called = look() == "(";
    while (at_ < end_ && look() != ",") at_ = std::max(at_, source_.partner(at_)) + 1;
    result.end = at_;
    if (at_ < end_) ++at_;
    return result;
  }

  const SourceText& source_;
  int at_;
  int end_;
  const WatchedTypes& types_;
  std::vector<std::pair<int, int>> of_arrays_;  // the extents that the type itself has
};

// Where the member declaration that begins there ends: at its semicolon, or with the body of a function or of a class.
int end_of_member(const SourceText& source, int first, int end) {
  for (int i = first; i < end; i = std::max(i, source.partner(i)) + 1) {
    if (source.at(i) == ";") return i;
    if (source.at(i) == "{" && source.kind_of(i) != SourceText::Brace::of_initializer) return source.partner(i);
  }
  return end;
}

bool is_label(const SourceText& source, int i) {
  return is_one_of(source.at(i), {"public", "protected", "private"}) && source.at(i + 1) == ":";
}

bool is_no_data_member(std::string_view first) {
  return is_one_of(first, {"using", "typedef", "friend", "static", "template", "enum", "explicit", "virtual", "~"});
}

// Whether it is `MEMBER(x);`, and no constructor.
bool is_macro(const SourceText& source, int i, int brace) {
  const bool is_keyword = is_one_of(source.at(i), {"alignas", "decltype", "static_assert", "explicit", "requires"});
  const bool is_constructor = source.at(i) == source.at(source.name_of_class(brace));
  return source.is_name(i) && source.at(i + 1) == "(" && !is_keyword && !is_constructor;
}
bool is_made_of_atomics(std::string_view type) {
  return is_one_of(type, {"mutex", "recursive_mutex", "shared_mutex", "condition_variable", "counting_semaphore",
                          "binary_semaphore", "latch", "barrier", "once_flag"});
}

}  // namespace

bool WatchedTypes::has(const std::string& name) const {
  const bool is_atomic = name == "atomic" || (name.starts_with("atomic_") && name != "atomic_ref");
  return is_atomic || name == "var" || aliases_.contains(name);
}

void WatchedTypes::add_aliases_of(const SourceText& source) {
  for (int i = 0; i + 3 < source.size(); ++i) {
    if (source.at(i) != "using" || source.at(i + 2) != "=") continue;
    Declaration declared;
    Parser parser(source, i + 3, source.size(), *this);
    if (parser.take_type(declared) && declared.watched && declared.type != "array") aliases_.insert(source.at(i + 1));
  }
}

std::optional<Declaration> declaration(const SourceText& source, int first, int end, const WatchedTypes& types) {
  return Parser(source, first, end, types).declaration();
}

std::vector<Declarator> watched_members(const SourceText& source, int brace, const WatchedTypes& types) {
  std::vector<Declarator> members;
  const int end = source.partner(brace);
  for (int i = brace + 1; i < end;) {
    if (is_label(source, i)) {
      i += 2;
      continue;
    }
    const int end_of_this = end_of_member(source, i, end);
    const auto declared = is_no_data_member(source.at(i)) ? std::nullopt : declaration(source, i, end_of_this, types);
    if (is_macro(source, i, brace) || (declared && is_made_of_atomics(declared->type))) return {};
    i = end_of_this + 1;
    if (!declared || !declared->watched) continue;
    std::ranges::copy_if(declared->declarators, std::back_inserter(members),
                         [](const Declarator& member) { return !member.is_indirect && !member.is_called; });
  }
  return members;
}

}  // namespace turnstile::detail
