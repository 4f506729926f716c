#include "coursework/grading/diagnostics.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace turnstile::coursework {

namespace {

// Calls `use` with each line, without its end.
template <class Use>
void for_each_line(std::string_view text, Use use) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    use(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

struct Place {
  std::string_view file{};
  int line = 0;  // 0: none is known
  int column = 0;
};

// Takes ":12" from the end.
int take_number(std::string_view& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon + 1 == text.size()) return 0;
  int number = 0;
  const char* const end = text.data() + text.size();
  if (std::from_chars(text.data() + colon + 1, end, number).ptr != end) return 0;
  text = text.substr(0, colon);
  return number;
}

// "file:12:3", "file:12", "file"
Place place_of(std::string_view text) {
  const int last = take_number(text);
  const int first = take_number(text);
  return {.file = text, .line = first > 0 ? first : last, .column = first > 0 ? last : 0};
}

struct Message {
  Place place{};
  std::string_view severity{};
  std::string_view text{};
};

// The assembler's is written with a capital.
constexpr std::array<std::string_view, 6> severities = {
    "internal compiler error", "fatal error", "error", "Error", "warning", "note"};

std::optional<Message> message_in(std::string_view line) {
  std::size_t first = std::string_view::npos;
  std::optional<Message> result;
  for (const std::string_view severity : severities) {
    const std::string mark = fmt::format(": {}: ", severity);
    const std::size_t at = line.find(mark);
    if (at >= first) continue;
    first = at;
    result = {.place = place_of(line.substr(0, at)), .severity = severity, .text = line.substr(at + mark.size())};
  }
  return result;
}

// What a terminal would take for a command is not shown.
char shown(char c) { return (static_cast<signed char>(c) >= 0 && c < ' ') || c == '\x7f' ? ' ' : c; }

std::string printable(std::string text) {
  std::ranges::transform(text, text.begin(), shown);
  return text;
}

class Reader {
 public:
  Reader(const Source& source, std::string as) : source_(source), as_(std::move(as)) {
    for_each_line(source.text, [this](std::string_view line) { lines_.push_back(line); });
  }

  void read(std::string_view line) {
    if (const auto file = included_in(line)) {
      if (seen_.insert(std::string(*file)).second) result_.included.emplace_back(*file);
    } else if (const auto message = message_in(line)) {
      take(*message);
    } else {
      take_context(line);
    }
  }

  Diagnostics result() {
    for (std::string* text : {&result_.errors, &result_.warnings}) cut(*text);
    return std::move(result_);
  }

 private:
  // "... /usr/include/stdio.h"
  static std::optional<std::string_view> included_in(std::string_view line) {
    const std::size_t dots = line.find_first_not_of('.');
    if (dots == 0 || dots == std::string_view::npos || line[dots] != ' ') return {};
    return line.substr(dots + 1);
  }

  // Notes where in the submission the messages belong that follow, and that stand elsewhere.
  void take_context(std::string_view line) {
    if (line.starts_with("In file included from ")) included_at_ = {};
    for (const std::string_view mark : {":   required ", ":   recursively required "}) {
      const std::size_t at = line.find(mark);
      if (at == std::string_view::npos) continue;
      const Place place = place_of(line.substr(0, at));
      if (place.file == as_) instantiated_at_ = place;
    }
    const std::size_t from = line.find("from ");
    if (from == std::string_view::npos || (!line.starts_with("In file included") && !line.starts_with("    "))) return;
    const Place place = place_of(line.substr(from + 5, line.find_last_not_of(",:") - from - 4));
    if (place.file == as_) included_at_ = place;
  }

  void take(const Message& message) {
    const bool ours = message.place.file == as_;
    if (message.severity == "note") {
      if (ours && last_ != nullptr) show(*last_, message, message.place);
      return;
    }
    const Place led_there = instantiated_at_.line > 0 ? instantiated_at_ : included_at_;
    const Place place = ours ? message.place : led_there;
    instantiated_at_ = {};
    const bool warning = message.severity == "warning";
    last_ = warning ? &result_.warnings : &result_.errors;
    if (warning && !ours) {
      last_ = nullptr;
    } else if (const std::size_t at = own_assertion(message); at != std::string_view::npos) {
      if (result_.unfit.empty()) result_.unfit = located(place) + std::string(message.text.substr(at));
    } else {
      show(*last_, message, place);
    }
  }

  // Where its text begins.
  static std::size_t own_assertion(const Message& message) {
    constexpr std::string_view mark = ": turnstile: ";
    const std::size_t at = message.text.find(mark);
    return message.text.starts_with("static assertion failed") && at != std::string_view::npos ? at + mark.size()
                                                                                               : std::string_view::npos;
  }

  [[nodiscard]] std::string located(const Place& place) const {
    if (place.line == 0) return source_.name + ": ";
    if (place.column == 0) return fmt::format("{}:{}: ", source_.name, place.line);
    return fmt::format("{}:{}:{}: ", source_.name, place.line, place.column);
  }

  // Shows a message once: the same in another instance of a template is no news.
  void show(std::string& into, const Message& message, const Place& place) {
    const std::string text = replaced(std::string(message.text), as_, source_.name);
    const std::string whole = printable(fmt::format("{}{}: {}", located(place), message.severity, text));
    if (into.size() > longest_messages || !shown_.insert(whole).second) return;
    into += whole + '\n';
    const auto line = static_cast<std::size_t>(place.line);
    if (line == 0 || line > lines_.size() || lines_[line - 1].size() > 200) return;
    into += printable(fmt::format("{:>5} | {}", line, lines_[line - 1])) + '\n';
    if (place.column > 0 && place.column <= 200) into += fmt::format("      | {:>{}}\n", '^', place.column);
  }

  static void cut(std::string& text) {
    if (text.size() <= longest_messages) return;
    text.resize(text.rfind('\n', longest_messages - 32) + 1);
    text += "... and more\n";
  }

  const Source& source_;
  std::string as_;
  std::vector<std::string_view> lines_{};
  Diagnostics result_{};
  std::set<std::string> seen_{};
  std::set<std::string> shown_{};
  Place instantiated_at_{};
  Place included_at_{};
  std::string* last_ = nullptr;  // what notes belong to
};

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> limits = {{
    {"CPU time limit exceeded", "takes too long to compile"},
    {"Killed", "takes too long to compile"},
    {"out of memory", "needs too much memory to compile"},
    {"virtual memory exhausted", "needs too much memory to compile"},
    {"std::bad_alloc", "needs too much memory to compile"},
    {"File too large", "becomes too large when it is compiled"},
    {"ile size limit exceeded", "becomes too large when it is compiled"},
    {"PLEASE submit a bug report", "the compiler itself fails on it"},
}};

}  // namespace

Diagnostics diagnostics(std::string_view output, const Source& source, const std::string& as) {
  Reader reader(source, as);
  for_each_line(output, [&](std::string_view line) { reader.read(line); });
  return reader.result();
}

// Only what the tools say of themselves counts: the submission can have the others say anything.
std::string limit_reached(std::string_view output) {
  std::string result;
  for_each_line(output, [&](std::string_view line) {
    const auto message = message_in(line);
    if (message && message->place.line > 0 && message->severity != "internal compiler error") return;
    for (const auto& [sign, meaning] : limits)
      if (result.empty() && line.find(sign) != std::string_view::npos) result = meaning;
    if (result.empty() && message && message->severity == "internal compiler error")
      result = "the compiler itself fails on it";
  });
  return result;
}

std::string link_errors(std::string_view output, const Source& source) {
  std::set<std::string> lines;
  const auto take = [&](std::string_view line, std::string_view mark, std::string_view meaning) {
    const std::size_t at = line.find(mark);
    if (at == std::string_view::npos) return;
    const std::string_view rest = line.substr(at + mark.size());
    const std::string_view name = rest.substr(0, rest.find_first_of("'\n"));
    const bool atomic = name.starts_with("__tsan_atomic");
    lines.insert(atomic ? fmt::format("{}: error: it has atomics that are not turnstile's", source.name)
                        : fmt::format("{}: error: {} {}", source.name, meaning, name));
  };
  for_each_line(output, [&](std::string_view line) {
    for (const std::string_view mark : {"multiple definition of `", "duplicate symbol: "})
      take(line, mark, "it defines what the grader or the system defines:");
    for (const std::string_view mark : {"undefined reference to `", "undefined symbol: "})
      take(line, mark, "it uses what is nowhere defined:");
  });
  std::string result;
  for (const std::string& line : lines)
    if (result.size() < longest_messages) result += printable(line) + '\n';
  return result;
}

}  // namespace turnstile::coursework
