// Declarations of variables that the engine watches, in source text.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/library/source_text.hpp"

namespace turnstile::detail {

// One variable, or an array of them.
struct Declarator {
  std::string name{};
  int first = 0;  // its tokens, with those of the initializer
  int end = 0;
  bool is_indirect = false;                    // a pointer or a reference
  bool is_called = false;                      // `x(1)`; of a member: a function
  std::vector<std::pair<int, int>> extents{};  // of an array: the tokens of each extent
  [[nodiscard]] bool is_array() const { return !extents.empty(); }
};

struct Declaration {
  std::string type{};    // its last name: "atomic" of `turnstile::atomic<int>`
  bool watched = false;  // the type, or the one that a std::array has, is one that the engine watches
  std::vector<Declarator> declarators{};
};

// The types that the engine watches, with the aliases that a text gives them.
class WatchedTypes {
 public:
  void add_aliases_of(const SourceText& source);
  [[nodiscard]] bool has(const std::string& name) const;

 private:
  std::set<std::string> aliases_;
};

// Reads those tokens as a declaration of variables; nothing where they are none.
std::optional<Declaration> declaration(const SourceText& source, int first, int end, const WatchedTypes& types);

// The watched data members of the class that begins with that brace. There are none where something among them may hide
// others: a macro, or a class of the library that is made of atomics.
std::vector<Declarator> watched_members(const SourceText& source, int brace, const WatchedTypes& types);

}  // namespace turnstile::detail
