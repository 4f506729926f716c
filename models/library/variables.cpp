#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <ranges>
#include <vector>

#include "turnstile/detail/platform.hpp"

namespace turnstile::detail {

namespace {

struct Variable {
  const void* address;
  const char* what;
  Place where;
  std::string name;
};

// Of the running execution. Names are made only of what is shown.
thread_local std::vector<Variable> variables;

std::string place_of(const Variable& variable) {
  return std::string(variable.what) + "@" + std::filesystem::path(variable.where.file_name()).filename().string() +
         ":" + std::to_string(variable.where.line());
}

}  // namespace

void forget_variables() {
  variables.clear();
  forget_referred();
}

void add_variable(const void* address, const char* what, const Place& where) {
  variables.push_back({.address = address, .what = what, .where = where, .name = {}});
}

void name_variable(const void* address, std::string_view name) {
  auto latest_first = std::views::reverse(variables);
  const auto found = std::ranges::find(latest_first, address, &Variable::address);
  if (found != latest_first.end()) found->name = name;
}

// "atomic@lock.hpp:12", and the second one from there "atomic@lock.hpp:12#2". An address that was used by several
// variables, one after the other, has the names of all.
void describe_variables(Names& names) {
  std::map<std::string, int> numbers;
  std::map<const void*, std::string> called;
  for (const Variable& variable : variables) {
    std::string name = variable.name;
    if (name.empty()) {
      name = place_of(variable);
      const int number = ++numbers[name];
      if (number > 1) name += "#" + std::to_string(number);
    }
    std::string& all = called[variable.address];
    all += (all.empty() ? "" : "/") + name;
  }
  for (auto& [address, name] : called) names.add(std::move(name), address);
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
