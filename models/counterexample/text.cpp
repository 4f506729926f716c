#include "models/counterexample/text.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>

#include <fmt/format.h>

namespace turnstile {

namespace {

constexpr std::size_t widest_column = 44;
constexpr std::size_t width_of_page = 100;
constexpr int most_lines = 80;  // a livelock has no end

std::string shown(std::int64_t value, bool truth, const std::string& words) {
  if (!words.empty()) return words;
  if (truth) return value != 0 ? "true" : "false";
  return std::to_string(value);
}

std::string seen(const Step& step) {
  std::string text = shown(step.read, step.truth, step.read_as);
  if (step.stale()) text += " (stale, by now " + shown(step.newest, step.truth, step.newest_as) + ")";
  return text;
}

}  // namespace

std::string phrase(const Step& step) {
  if (step.races)
    return fmt::format("{} {}: a race", step.operation == Operation::read ? "reads" : "writes", step.variable);
  if (step.ended) return fmt::format("{} {} after its end", name(step.operation), step.variable);
  switch (step.operation) {
    case Operation::load:
    case Operation::read:
      return fmt::format("{} is {}", step.variable, seen(step));
    case Operation::store:
    case Operation::write:
      return fmt::format("{} := {}", step.variable, shown(step.written, step.truth, step.written_as));
    case Operation::failed_compare_exchange:
      return fmt::format("{} is {}, not exchanged", step.variable, seen(step));
    case Operation::fence:
      return fmt::format("fence {}", name(step.order));
    case Operation::construct:
    case Operation::destroy:
    case Operation::notify:
      return fmt::format("{} {}", name(step.operation), step.variable);
    default:
      return fmt::format("{} is {}, := {}", step.variable, shown(step.read, step.truth, step.read_as),
                         shown(step.written, step.truth, step.written_as));
  }
}

std::string columns(const Trace& trace, int threads) {
  // What is done before and after all threads stands in a column of its own, as thread -1.
  const int first = std::ranges::any_of(trace, [](const Step& step) { return step.thread < 0; }) ? -1 : 0;
  const auto of_all = static_cast<std::size_t>(std::max(threads - first, 1));
  const std::size_t width = std::min((width_of_page - 28) / of_all, widest_column);
  std::string text = fmt::format("{:>4}  ", "");
  for (int i = first; i < threads; ++i) {
    text += fmt::format("{:<{}}", i < 0 ? "before, after" : fmt::format("thread {}", i), width);
  }
  text += "\n";
  int number = 0;
  int left_out = 0;
  for (const Step& step : trace) {
    if (step.repeated || step.operation == Operation::mark) continue;
    if (number == most_lines) {
      ++left_out;
      continue;
    }
    const std::size_t indent = width * static_cast<std::size_t>(step.thread - first);
    const std::string place = fmt::format("{}:{}", std::filesystem::path(step.file).filename().string(), step.line);
    text += fmt::format("{:>4}  {:{}}{:<{}}  {}\n", ++number, "", indent, phrase(step), width * of_all - indent, place);
  }
  if (left_out > 0) text += fmt::format("      ... and {} steps more\n", left_out);
  return text;
}

}  // namespace turnstile
