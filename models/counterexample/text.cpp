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

std::string sentence(const Accusation& accusation) {
  switch (accusation.kind) {
    case Kind::overlap:
      return "Two threads are in the critical section at once.";
    case Kind::data_race:
      return "Two accesses to the same plain data are not ordered by happens-before, and one of them is a write.";
    case Kind::lost_update:
      return "An update is lost: the next one did not see it.";
    case Kind::deadlock:
      return "All threads that have not finished wait, and nobody is left who would change what they wait for.";
    case Kind::livelock:
      return "The threads go on changing shared memory, but nobody enters the critical section any more.";
    case Kind::remainder_blocks:
      return "A thread waits for one that stays in its remainder section.";
    case Kind::readers_excluded:
      return "A reader waits outside for one that is inside: readers do not share.";
    case Kind::not_linearizable:
      return "No order of the calls, one after the other, gives the results that they returned, and what they left.";
    case Kind::use_after_free:
      return "Memory is used after it was given back, or given back twice.";
    case Kind::leak:
      return "An object is made, and never destroyed.";
    case Kind::inheritance:
      return "A task waits for one whose effective priority is less than its own.";
    case Kind::restoration:
      return "A task keeps a priority that nobody lends it any more.";
    case Kind::inversion:
      return "A task waits for less urgent ones longer than the protocol allows.";
    case Kind::bypass:
      return "A waiting thread is overtaken more often than any bound would allow: it grows with the rounds.";
    case Kind::assertion:
      return "What the program itself requires is not so.";
    case Kind::crash:
      return "The program crashes.";
    default:
      return "Violated: " + std::string(name(accusation.kind)) + ".";
  }
}

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

std::string counterexample_text(const Accusation& accusation, const Mix& mix, const Trace& trace) {
  const std::string slash = accusation.variant.empty() ? "" : "/";
  return fmt::format("{}{}{}  {}  violated: {}  ({}, rounds {})\n{}\n\n{}", accusation.algorithm, slash,
                     accusation.variant, name(accusation.property), name(accusation.kind), name(accusation.engine),
                     mix.text(), sentence(accusation), columns(trace, mix.threads));
}

}  // namespace turnstile
