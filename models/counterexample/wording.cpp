#include "models/counterexample/wording.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

#include <fmt/format.h>

namespace turnstile::counterexample {

namespace {

std::string in_words(const std::string& words, std::int64_t value, bool truth) {
  return words.empty() ? Wording::value(value, truth) : printable(words);
}

// What a mark without a text says, for each section that begins.
constexpr std::array<std::string_view, names_of<Section>.size()> beginnings = {"is back in its remainder section",
                                                                               "begins to try",
                                                                               "enters the doorway",
                                                                               "begins to wait",
                                                                               "enters the critical section",
                                                                               "leaves the critical section"};

}  // namespace

std::string printable(std::string_view text) {
  std::string shown;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    const bool second_set = byte == 0xC2 && next >= 0x80 && next < 0xA0;  // U+0080 to U+009F
    if (byte < 0x20 || byte == 0x7F || second_set) {
      shown += fmt::format("\\x{:02x}", second_set ? next : byte);
      if (second_set) ++i;
    } else {
      shown += text[i];
    }
  }
  return shown;
}

std::string times(int count) {
  if (count == 1) return "once";
  if (count == 2) return "twice";
  return fmt::format("{} times", count);
}

std::string counted(int count, std::string_view what) {
  if (count == 1) return fmt::format("1 {}", what);
  return fmt::format("{} {}{}", count, what, what.ends_with("ch") ? "es" : "s");
}

std::string enumerated(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " and " : ", ";
    text += parts[i];
  }
  return text;
}

std::string capitalized(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

std::string file_name(const std::string& path) { return printable(std::filesystem::path(path).filename().string()); }

Wording::Wording(const Artifact& artifact) : mix_(artifact.mix) {
  for (const Step& step : artifact.events) {
    if (!accesses(step.operation)) continue;
    if (file_.empty() || step.thread >= 0) file_ = step.file;
    if (step.thread >= 0) return;
  }
}

std::string Wording::thread(int thread) const {
  if (thread < 0) return "main";
  if (mix_.readers == 0) return fmt::format("thread {}", thread);
  return fmt::format("{} {}", mix_.role(thread) == Role::reader ? "reader" : "writer", thread);
}

std::string Wording::value(std::int64_t value, bool truth) {
  if (truth) return value != 0 ? "true" : "false";
  return std::to_string(value);
}

std::string Wording::read(const Step& step) {
  return fmt::format("{} = {}", printable(step.variable), value_read(step));
}

std::string Wording::value_read(const Step& step) { return in_words(step.read_as, step.read, step.truth); }
std::string Wording::written(const Step& step) { return in_words(step.written_as, step.written, step.truth); }
std::string Wording::newest(const Step& step) { return in_words(step.newest_as, step.newest, step.truth); }

std::string Wording::noun(const Step& step) {
  std::string text(name(step.operation));
  if (step.operation == Operation::failed_compare_exchange) text = "failed compare_exchange";
  std::ranges::replace(text, '_', '-');
  return text;
}

std::string Wording::verb(const Step& step) {
  if (step.operation == Operation::construct) return "makes";
  if (step.operation == Operation::destroy) return "destroys";
  if (step.operation == Operation::notify) return "notifies";
  if (!writes(step.operation)) return "reads";
  return reads(step.operation) ? "changes" : "writes";
}

std::string Wording::begins(Section section) { return std::string(beginnings.at(static_cast<std::size_t>(section))); }

std::string Wording::line(const Step& step) const {
  if (step.file.empty()) return "";
  return fmt::format("{}line {}", own(step) ? "" : file_name(step.file) + " ", step.line);
}

std::string Wording::in_brackets(const Step& step) const {
  const std::string where = line(step);
  return where.empty() ? "" : fmt::format(" ({})", where);
}

std::string phrase(const Step& step) {
  const std::string variable = printable(step.variable);
  if (step.races) return fmt::format("{} {}: a race", Wording::verb(step), variable);
  if (step.ended) return fmt::format("{} {} after its end", Wording::verb(step), variable);
  if (is_of_life(step.operation)) return fmt::format("{} {}", Wording::verb(step), variable);
  switch (step.operation) {
    case Operation::mark:
      return step.text.empty() ? Wording::begins(step.section) : printable(step.text);
    case Operation::fence:
      return fmt::format("fence {}", name(step.order));
    case Operation::load:
    case Operation::read:
      return fmt::format("{} is {}", variable, Wording::value_read(step));
    case Operation::store:
    case Operation::write:
      return fmt::format("{} := {}", variable, Wording::written(step));
    case Operation::failed_compare_exchange:
      return fmt::format("{} is {}, not exchanged", variable, Wording::value_read(step));
    default:
      return fmt::format("{} is {}, := {}", variable, Wording::value_read(step), Wording::written(step));
  }
}

}  // namespace turnstile::counterexample
