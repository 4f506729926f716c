// What counterexamples call the variables of a client, and how they show what these hold.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <ranges>
#include <utility>
#include <vector>

#include "models/library/constructor.hpp"
#include "models/library/declared_names.hpp"
#include "turnstile/detail/platform.hpp"

namespace turnstile::detail {

namespace {

struct Variable {
  const void* address;
  const char* what;
  Place where;
  ValueText values;
  std::string name;
};

// The variables of the running execution. Names are made only for executions that are shown.
thread_local std::vector<Variable> variables;

// "atomic@lock.hpp:12"
std::string place_of(const char* what, const Place& where) {
  return std::string(what) + "@" + std::filesystem::path(where.file_name()).filename().string() + ":" +
         std::to_string(where.line());
}

// A name that several variables have, one after the other: "next", "next#2".
struct Name {
  std::string text;
  int number = 1;
  bool is_given = false;  // by the program
  [[nodiscard]] std::string suffix() const { return number > 1 ? "#" + std::to_string(number) : ""; }
};

// Each execution of a client makes the same variables, and many are recorded: the source is read for the first one.
const std::vector<std::string>& names_in_source(std::vector<Constructed> constructed) {
  struct Known {
    std::vector<Constructed> constructed;
    std::vector<std::string> names;
  };
  constexpr std::size_t most_known = 4;
  thread_local std::vector<Known> known;
  const auto found = std::ranges::find(known, constructed, &Known::constructed);
  if (found != known.end()) return found->names;
  if (known.size() == most_known) known.erase(known.begin());
  std::vector<std::string> names = declared_names(constructed);
  return known.emplace_back(Known{.constructed = std::move(constructed), .names = std::move(names)}).names;
}

// A variable is named by label(), else as the source declares it, else by its place.
std::vector<Name> names_of_variables() {
  std::vector<Constructed> constructed;
  constructed.reserve(variables.size());
  for (const Variable& v : variables) constructed.push_back({.address = v.address, .where = v.where});
  const std::vector<std::string>& declared = names_in_source(std::move(constructed));
  std::map<std::string, int> numbers;
  std::vector<Name> names;
  for (std::size_t i = 0; i < variables.size(); ++i) {
    const Variable& v = variables[i];
    Name& name = names.emplace_back(Name{.text = v.name, .is_given = !v.name.empty()});
    if (name.is_given) continue;
    name.text = declared[i].empty() ? place_of(v.what, v.where) : declared[i];
    name.number = ++numbers[name.text];
  }
  return names;
}

// The names of what make() has made: "*node", "object@lock.cpp:12".
std::vector<Name> names_of_blocks(const std::vector<rc11::Memory::Block>& blocks) {
  std::vector<Constructed> constructed;
  constructed.reserve(blocks.size());
  for (const auto& block : blocks) constructed.push_back({.address = block.begin, .where = block.allocated});
  const std::vector<std::string>& declared = names_in_source(std::move(constructed));
  std::map<std::string, int> numbers;
  std::vector<Name> names;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const std::string text = declared[i].empty() ? place_of("object", blocks[i].allocated) : declared[i];
    names.push_back({.text = text, .number = ++numbers[text]});
  }
  return names;
}

// All names of an execution, by address.
class Book final : public Pointees {
 public:
  explicit Book(const rc11::Memory& memory) : memory_(memory) {
    const std::vector<Name> names = names_of_variables();
    for (std::size_t i = 0; i < variables.size(); ++i) names_[variables[i].address].push_back(names[i]);
    const std::vector<Name> of_blocks = names_of_blocks(memory.blocks());
    for (std::size_t i = 0; i < of_blocks.size(); ++i) blocks_[memory.blocks()[i].begin] = of_blocks[i];
  }

  // An address that was used by several variables, one after the other, has the names of all.
  void tell(Names& names) const {
    for (const auto& [address, all] : names_) {
      std::string text;
      for (const Name& name : all) text += (text.empty() ? "" : "/") + name.text + name.suffix();
      names.add(std::move(text), address);
    }
    for (const auto& block : memory_.blocks()) {
      const Name& name = blocks_.at(block.begin);
      names.add(name.text + name.suffix(), block.key());
    }
  }

  [[nodiscard]] const void* pointer(rc11::Value value) const override { return memory_.to_pointer(value); }
  [[nodiscard]] std::string text(const void* pointer, std::size_t bytes, std::string_view type) const override {
    const std::string of_class = own_name(type);
    const bool is_variable = of_class == "atomic" || of_class == "var" || of_class == "atomic_flag";
    const auto inside = names_.lower_bound(pointer);
    const void* const end = static_cast<const std::byte*>(pointer) + bytes;
    if (inside != names_.end() && std::less<>()(inside->first, end)) {
      const Name& first = inside->second.back();
      if (is_variable) return "&" + first.text + first.suffix();
      return "&" + of_class + (first.is_given ? "(" + first.text + ")" : first.suffix());
    }
    if (const auto block = blocks_.find(pointer); block != blocks_.end()) {
      const std::string name = block->second.text + block->second.suffix();
      return name.starts_with('*') ? name.substr(1) : "&" + name;
    }
    return hexadecimal(memory_.to_value(pointer), sizeof(pointer));
  }

 private:
  const rc11::Memory& memory_;
  std::map<const void*, std::vector<Name>, std::less<>> names_;
  std::map<const void*, Name, std::less<>> blocks_;
};

std::string elsewhere(std::string_view what, const Place& where) {
  return (what == "atomic" ? "an " : "a ") + std::string(what) +
         " that is static, or stands in memory that the engine does not see: " + rc11::text(where);
}

}  // namespace

void forget_variables() {
  variables.clear();
  forget_referred();
}

void add_variable(const void* address, const char* what, const Place& where, ValueText values) {
  const rc11::InEngine inside;
  rc11::Execution& execution = rc11::Execution::current();
  if (!execution.memory().contains(address)) execution.give_up(elsewhere(what, where));
  execution.memory().keep(address);
  variables.push_back({.address = address, .what = what, .where = where, .values = values, .name = {}});
}

void name_variable(const void* address, std::string_view name) {
  const rc11::InEngine inside;
  auto latest_first = std::views::reverse(variables);
  const auto found = std::ranges::find(latest_first, address, &Variable::address);
  if (found != latest_first.end()) found->name = name;
}

void describe_variables(const rc11::Memory& memory, Names& names) {
  const rc11::InEngine inside;
  Book(memory).tell(names);
  // Values are asked for only in the end, when what was made on the way has a name, too.
  const auto book = std::make_shared<std::optional<Book>>();
  for (const Variable& variable : variables) {
    if (variable.values == nullptr) continue;
    names.add_values(variable.address, [&memory, book, in_words = variable.values](std::int64_t value) {
      const rc11::InEngine asked;
      if (!*book) book->emplace(memory);
      return in_words(static_cast<rc11::Value>(value), **book);
    });
  }
}

void require_variables() {
  if (!variables.empty()) return;
  rc11::Execution::current().give_up("the lock has no variable that the engine sees: is it made of turnstile::atomic?");
}

void require_check(const char* what, const Place& where) {
  if (rc11::Execution::running()) return;
  std::fprintf(stderr, "%s:%u: %s outside of turnstile::check(), such as a global or static variable\n",
               where.file_name(), static_cast<unsigned>(where.line()), what);
  std::abort();
}

void require_made(const void* object, bool as_array, const Place& where) {
  rc11::Execution& execution = rc11::Execution::current();
  const rc11::Memory::Block* const block = execution.memory().block_at(object);
  if (block == nullptr || block->elements.has_value() == as_array) return;
  execution.violated(Kind::use_after_free,
                     (as_array ? "no array is destroyed as an array, by destroy<T[]>: "
                               : "an array that make<T[]> has made is not destroyed by destroy<T[]>: ") +
                         rc11::text(where));
}

}  // namespace turnstile::detail
