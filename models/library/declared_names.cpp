#include "models/library/declared_names.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>

#include "models/counterexample/make.hpp"
#include "models/library/constructor.hpp"
#include "models/library/declaration.hpp"

namespace turnstile::detail {

namespace {

namespace fs = std::filesystem;

// The files that are needed, each read once.
class Sources {
 public:
  // The text of a file; a null pointer where it cannot be read.
  const SourceText* of(const std::string& file) {
    const auto [known, is_new] = texts_.try_emplace(file);
    if (is_new) {
      const auto text = counterexample::source_text(file);
      if (text) known->second = std::make_unique<SourceText>(*text);
      if (text) types_.add_aliases_of(*known->second);
    }
    return known->second.get();
  }
  [[nodiscard]] const WatchedTypes& types() const { return types_; }

  // What a file includes by `#include "..."`, beside it or below one of the folders that it is in.
  std::vector<std::string> included(const std::string& file) {
    std::vector<std::string> found;
    const SourceText* const source = of(file);
    if (source == nullptr) return found;
    for (const std::string& name : source->includes()) {
      for (fs::path folder = fs::path(file).parent_path();; folder = folder.parent_path()) {
        const std::string path = (folder / name).string();
        const bool is_there = of(path) != nullptr;
        if (is_there) found.push_back(path);
        if (is_there || folder == folder.parent_path()) break;
      }
    }
    return found;
  }

 private:
  std::map<std::string, std::unique_ptr<SourceText>> texts_;
  WatchedTypes types_;
};

struct Class {
  const SourceText* source = nullptr;
  int brace = 0;
};

// --- arrays --------------------------------------------------------------------------------------------------------------

// A variable and its elements, in order: "a[0]", "a[1]".
void add_elements(const std::string& name, const std::vector<int>& extents, std::size_t dimension,
                  std::vector<std::string>& names) {
  if (dimension == extents.size()) {
    names.push_back(name);
    return;
  }
  for (int i = 0; i < extents[dimension]; ++i) {
    add_elements(name + "[" + std::to_string(i) + "]", extents, dimension + 1, names);
  }
}

constexpr int unknown_extent = -1;
constexpr int most_elements = 10'000;

std::optional<int> calculated(int left, const std::string& sign, int right) {
  if (left > most_elements || right > most_elements) return std::nullopt;
  if (sign == "+") return left + right;
  if (sign == "-") return left - right;
  if (sign == "*") return left * right;
  if (sign == "<<" && right < 16) return left << right;
  return std::nullopt;
}

// `N`, `4`, `2 * N`, `1 << 3`
int value_of(const SourceText& source, std::pair<int, int> tokens, const Constructor& made_by) {
  const auto operand = [&](int i) -> std::optional<int> {
    if (!source.is_name(i)) return number(source.at(i));
    const auto given = made_by.arguments.find(source.at(i));
    return given != made_by.arguments.end() ? number(given->second) : source.constant(source.at(i));
  };
  auto value = operand(tokens.first);
  for (int i = tokens.first + 1; value && i + 1 < tokens.second; i += 2) {
    const auto next = operand(i + 1);
    value = next ? calculated(*value, source.at(i), *next) : std::nullopt;
  }
  const bool fits = value && *value > 0 && *value <= most_elements;
  return fits ? *value : unknown_extent;
}

struct Member {
  std::string name;
  std::vector<int> extents;
};

// The names of all elements of all members. A member of unknown extent is taken to have `instead` elements; if there
// are several of these, the result is empty.
std::vector<std::string> elements(const std::vector<Member>& members, int instead) {
  std::vector<std::string> names;
  int unknown = 0;
  for (Member member : members) {
    for (int& extent : member.extents) {
      if (extent != unknown_extent) continue;
      extent = instead;
      ++unknown;
    }
    add_elements(member.name, member.extents, 0, names);
  }
  if (unknown > 1 || names.size() > most_elements) names.clear();
  return names;
}
bool has_unknown_extent(const std::vector<Member>& members) {
  return std::ranges::any_of(
      members, [](const Member& m) { return std::ranges::find(m.extents, unknown_extent) != m.extents.end(); });
}

// --- the variables -------------------------------------------------------------------------------------------------------

class Naming {
 public:
  explicit Naming(const std::vector<Constructed>& variables) : variables_(variables), names_(variables.size()) {}

  std::vector<std::string> names() {
    for (std::size_t i = 0; i < variables_.size(); ++i) place(i);
    for (const std::size_t i : of_arrays_) place_element(i);
    for (const auto& [key, group] : of_constructors_) name_members(group);
    for (const auto& [key, group] : of_declarators_) name_declared(group);
    return std::move(names_);
  }

 private:
  using Indices = std::vector<std::size_t>;
  struct ByConstructor {
    Constructor made_by{};
    std::string file{};
    Indices variables{};
  };
  struct ByDeclarator {
    const SourceText* source = nullptr;
    Declaration declared{};
    Declarator declarator{};
    Constructor within{};
    Indices variables{};
  };

  // Finds out which of the two kinds of places it is, and files the variable there.
  void place(std::size_t i) {
    const std::source_location& where = variables_[i].where;
    const std::string file = where.file_name();
    Constructor made_by = constructor(where.function_name());
    if (made_by.of_class == "array" && fs::path(file).filename() == "array") return of_arrays_.push_back(i);
    if (is_made_by_library(file, made_by)) return place_member(i, {.of_class = own_name(made_by.arguments["T"])}, "");
    const SourceText* const source = sources_.of(file);
    if (source == nullptr) return;
    const int token = token_at(*source, where);
    if (token == SourceText::none) return;
    const auto context = source->context(token);
    const bool in_block =
        context.brace != SourceText::none && source->kind_of(context.brace) == SourceText::Brace::of_block;
    const bool is_head = source->at(token) == made_by.of_class;  // also of a class that a function has
    if (!made_by.of_class.empty() && (!in_block || is_head || is_namespace(*source, context.brace))) {
      place_member(i, made_by, file);
    } else if (in_block) {
      place_declared(i, *source, token, source->statement(context), made_by);
    }
  }
  static bool is_namespace(const SourceText& source, int brace) {
    for (int i = brace - 1; i > brace - 8 && source.at(i) != ";" && source.at(i) != "}"; --i) {
      if (source.at(i) == "namespace" || source.at(i) == "extern") return true;
      if (source.at(i) == ")") return false;
    }
    return false;
  }

  // Whether make<T>() has made it, and T is an aggregate.
  static bool is_made_by_library(const std::string& file, const Constructor& made_by) {
    return made_by.of_class.empty() && made_by.arguments.contains("T") &&
           fs::path(file).parent_path().filename() == "detail";
  }

  void place_member(std::size_t i, const Constructor& made_by, const std::string& file) {
    ByConstructor& group = of_constructors_[{file, variables_[i].where.function_name()}];
    group.made_by = made_by;
    group.file = file;
    group.variables.push_back(i);
  }
  // A std::array without an initializer has its place in its own header. It is taken for a member of the same object as
  // the variable that stands nearest.
  void place_element(std::size_t i) {
    ByConstructor* nearest = nullptr;
    std::ptrdiff_t distance = most_elements;
    for (auto& [key, group] : of_constructors_) {
      for (const std::size_t other : group.variables) {
        const std::ptrdiff_t between = std::abs(offset(i, other));
        if (between < distance) nearest = &group, distance = between;
      }
    }
    if (nearest == nullptr) return;
    nearest->variables.insert(std::ranges::upper_bound(nearest->variables, i), i);
  }

  void place_declared(std::size_t i, const SourceText& source, int token, std::pair<int, int> statement,
                      const Constructor& within) {
    const auto declared = declaration(source, statement.first, statement.second, sources_.types());
    if (!declared) return name_assigned(i, source, statement);
    const Declarator* found = nullptr;
    for (const Declarator& declarator : declared->declarators) {
      if (declarator.first <= token) found = &declarator;
    }
    if (found == nullptr) return;
    ByDeclarator& group = of_declarators_[{variables_[i].where.file_name(), found->first}];
    group.source = &source;
    group.declared = *declared;
    group.declarator = *found;
    group.within = within;
    group.variables.push_back(i);
  }

  static bool makes(const SourceText& source, int first, int end) {
    for (int i = first; i + 1 < end; ++i) {
      if (source.at(i) == "make" && source.at(i + 1) == "<") return true;
    }
    return false;
  }
  // Names what an assignment has made: `node = make<turnstile::atomic<int>>(0)`
  void name_assigned(std::size_t i, const SourceText& source, std::pair<int, int> statement) {
    int assigns = statement.first;
    while (assigns < statement.second && source.at(assigns) != "=") ++assigns;
    if (source.is_name(assigns - 1) && makes(source, assigns, statement.second)) {
      names_[i] = "*" + source.at(assigns - 1);
    }
  }

  // --- members -----------------------------------------------------------------------------------------------------------

  void name_members(const ByConstructor& group) {
    if (const auto in = class_of(group)) {
      name_objects(group.variables, members_of(*in, group.made_by), "");
    } else {
      for (const std::size_t i : group.variables) names_[i] = initialized(variables_[i].where);
    }
  }
  std::vector<Member> members_of(const Class& in, const Constructor& made_by) {
    std::vector<Member> members;
    for (const Declarator& d : watched_members(*in.source, in.brace, sources_.types())) {
      members.push_back(member(d, *in.source, made_by));
    }
    return members;
  }
  static Member member(const Declarator& d, const SourceText& source, const Constructor& made_by) {
    Member result{.name = d.name, .extents = {}};
    for (const auto& extent : d.extents) result.extents.push_back(value_of(source, extent, made_by));
    return result;
  }

  // Finds the class: around the place, or anywhere in the file or in what it includes.
  std::optional<Class> class_of(const ByConstructor& group) {
    if (const auto around = class_around(group)) return around;
    std::vector<Class> found;
    for (const std::string& file : group.file.empty() ? all_files() : std::vector{group.file}) {
      add_classes(file, group.made_by.of_class, found);
      if (!found.empty()) continue;
      for (const std::string& other : sources_.included(file)) add_classes(other, group.made_by.of_class, found);
    }
    if (found.size() != 1) return std::nullopt;
    return found.front();
  }
  std::optional<Class> class_around(const ByConstructor& group) {
    const SourceText* const source = sources_.of(group.file);
    if (source == nullptr) return std::nullopt;
    const int token = token_at(*source, variables_[group.variables.front()].where);
    for (const int brace : source->classes(group.made_by.of_class)) {
      const bool is_here = source->name_of_class(brace) <= token && token < source->partner(brace);
      if (is_here) return Class{.source = source, .brace = brace};
    }
    return std::nullopt;
  }
  void add_classes(const std::string& file, const std::string& name, std::vector<Class>& found) {
    const SourceText* const source = sources_.of(file);
    if (source == nullptr) return;
    for (const int brace : source->classes(name)) found.push_back({.source = source, .brace = brace});
  }
  std::vector<std::string> all_files() {
    std::set<std::string> files;
    for (const Constructed& variable : variables_) files.insert(variable.where.file_name());
    return {files.begin(), files.end()};
  }

  static int token_at(const SourceText& source, const std::source_location& where) {
    return source.at_place(static_cast<int>(where.line()), static_cast<int>(where.column()));
  }
  // In a list of initializers, `: value_(n)`, the name stands there; but so may that of the constructor, after `public:`.
  std::string initialized(const std::source_location& where) {
    const SourceText* const source = sources_.of(where.file_name());
    if (source == nullptr) return "";
    const int token = token_at(*source, where);
    const bool begins = source->at(token - 1) == ":" || source->at(token - 1) == ",";
    const bool ends = source->at(token + 1) == "(" || source->at(token + 1) == "{";
    const bool is_name = source->is_name(token) && source->at(token) != constructor(where.function_name()).of_class;
    return is_name && begins && ends ? source->at(token) : "";
  }

  // Names several objects of one class, one after the other.
  bool name_objects(const Indices& all, const std::vector<Member>& members, const std::string& prefix) {
    const int most = has_unknown_extent(members) ? static_cast<int>(all.size()) : 1;
    for (int extent = most; extent > 0; --extent) {
      const std::vector<std::string> names = elements(members, extent);
      if (names.empty() || all.size() % names.size() != 0 || !fits(all, names)) continue;
      for (std::size_t i = 0; i < all.size(); ++i) names_[all[i]] = prefix + names[i % names.size()];
      return true;
    }
    return false;
  }
  // Whether the names fit: all objects of a class have the same layout, in which later members stand at later
  // addresses; and a member that a list of initializers names has that name.
  bool fits(const Indices& all, const std::vector<std::string>& names) {
    const std::size_t size = names.size();
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::size_t first = i - i % size;
      if (i > first && offset(all[i], all[i - 1]) <= 0) return false;
      if (offset(all[i], all[first]) != offset(all[i % size], all[0])) return false;
      const std::string said = initialized(variables_[all[i]].where);
      const bool is_other = said != names[i % size] && !names[i % size].starts_with(said + "[");
      if (!said.empty() && is_other) return false;
    }
    return true;
  }
  [[nodiscard]] std::ptrdiff_t offset(std::size_t i, std::size_t from) const {
    return static_cast<const char*>(variables_[i].address) - static_cast<const char*>(variables_[from].address);
  }

  // --- declared in a block -----------------------------------------------------------------------------------------------

  void name_declared(const ByDeclarator& group) {
    const Declarator& d = group.declarator;
    if (group.declared.watched && !d.is_indirect) {
      name_objects(group.variables, {member(d, *group.source, group.within)}, "");
    } else if (makes(*group.source, d.first, d.end)) {
      for (const std::size_t i : group.variables) names_[i] = "*" + d.name;
    } else if (!d.is_array() && !d.is_indirect) {
      name_aggregate(group);
    }
  }
  // Names the members of `Pair both{1, 2}`, which have the place of the object.
  void name_aggregate(const ByDeclarator& group) {
    const std::vector<int> classes = group.source->classes(group.declared.type);
    if (classes.size() != 1) return;
    const std::vector<Member> members = members_of({.source = group.source, .brace = classes.front()}, group.within);
    if (!members.empty()) name_objects(group.variables, members, group.declarator.name + ".");
  }

  const std::vector<Constructed>& variables_;
  std::vector<std::string> names_;
  Sources sources_;
  Indices of_arrays_;
  std::map<std::pair<std::string, std::string>, ByConstructor> of_constructors_;
  std::map<std::pair<std::string, int>, ByDeclarator> of_declarators_;
};

}  // namespace

std::vector<std::string> declared_names(const std::vector<Constructed>& variables) { return Naming(variables).names(); }

}  // namespace turnstile::detail
