#include "coursework/grading/expansion.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <utility>
#include <vector>

namespace turnstile::coursework {

namespace {

struct Line {
  int number = 0;
  std::string_view text{};
  bool operator==(const Line&) const = default;
};

// # 12 "file" 1: the next line is the twelfth of that file. The result is empty where this is no such mark.
std::pair<int, std::string_view> marked(std::string_view line) {
  if (!line.starts_with("# ")) return {};
  int number = 0;
  const char* const end = std::from_chars(line.data() + 2, line.data() + line.size(), number).ptr;
  line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  const std::size_t last = line.rfind('"');
  if (!line.starts_with(" \"") || last < 2) return {};
  return {number, line.substr(2, last - 2)};
}

// The lines of the file `as` that are not empty. `seen` becomes whether the text has that file.
std::vector<Line> lines_of(std::string_view text, std::string_view as, bool& seen) {
  std::vector<Line> result;
  seen = false;
  bool inside = false;
  int number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (const auto [marked_number, file] = marked(line); !file.empty()) {
      inside = file == as;
      seen = seen || inside;
      number = marked_number;
      continue;
    }
    if (inside && line.find_first_not_of(" \t\r") != std::string_view::npos)
      result.push_back({.number = number, .text = line});
    ++number;
  }
  return result;
}

}  // namespace

int first_difference(std::string_view one, std::string_view another, const std::string& as) {
  bool seen_in_one = false;
  bool seen_in_another = false;
  const std::vector<Line> a = lines_of(one, as, seen_in_one);
  const std::vector<Line> b = lines_of(another, as, seen_in_another);
  if (!seen_in_one || !seen_in_another) return 1;
  const auto [in_a, in_b] = std::ranges::mismatch(a, b);
  if (in_a == a.end() && in_b == b.end()) return 0;
  if (in_a == a.end()) return in_b->number;
  return in_b == b.end() ? in_a->number : std::min(in_a->number, in_b->number);
}

}  // namespace turnstile::coursework
