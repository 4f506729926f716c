#include "models/library/constructor.hpp"

#include <vector>

namespace turnstile::detail {

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Cuts at a separator that stands in no brackets.
std::vector<std::string_view> parts_of(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  int depth = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '<' || text[i] == '(' || text[i] == '{') ++depth;
    if (text[i] == '>' || text[i] == ')' || text[i] == '}') --depth;
    if (depth != 0 || text.substr(i, separator.size()) != separator) continue;
    parts.push_back(text.substr(first, i - first));
    first = i + separator.size();
    i = first - 1;
  }
  parts.push_back(text.substr(first));
  return parts;
}

// "int N = 4" gives N.
void add_argument(std::string_view text, std::map<std::string, std::string>& arguments) {
  const std::size_t sign = text.find(" = ");
  if (sign == std::string_view::npos) return;
  const std::string_view name = text.substr(0, sign);
  const std::size_t space = name.rfind(' ');
  arguments.emplace(space == std::string_view::npos ? name : name.substr(space + 1), text.substr(sign + 3));
}

std::string_view without_arguments(std::string_view name) {
  const auto words = parts_of(trimmed(name), " ");
  return words.back().substr(0, words.back().find('<'));
}

// Where the parameters of the function begin.
std::size_t begin_of_parameters(std::string_view function) {
  int depth = 0;
  for (std::size_t i = function.size(); i-- > 0;) {
    if (function[i] == ')') ++depth;
    if (function[i] == '(' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

}  // namespace

std::string own_name(std::string_view type) { return std::string(without_arguments(parts_of(type, "::").back())); }

Constructor constructor(std::string_view function) {
  Constructor result;
  const std::size_t bracket = function.rfind(" [");
  if (bracket != std::string_view::npos && function.ends_with(']')) {
    std::string_view list = function.substr(bracket + 2, function.size() - bracket - 3);
    const bool by_gcc = list.starts_with("with ");
    if (by_gcc) list.remove_prefix(5);
    for (const std::string_view part : parts_of(list, by_gcc ? ";" : ","))
      add_argument(trimmed(part), result.arguments);
    function = function.substr(0, bracket);
  }
  if (!function.ends_with(')')) return result;
  const auto names = parts_of(function.substr(0, begin_of_parameters(function)), "::");
  if (names.size() < 2) return result;
  const std::string_view own = without_arguments(names.back());
  if (own == without_arguments(names[names.size() - 2])) result.of_class = own;
  return result;
}

}  // namespace turnstile::detail
