#include "models/command/table.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

#include <fmt/format.h>

namespace turnstile::command {

namespace {

constexpr std::array properties = {Property::mutual_exclusion, Property::progress, Property::bounded_waiting};
constexpr std::size_t cell_width = 27;

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (int i = static_cast<int>(digits.size()) - 3; i > 0; i -= 3) digits.insert(static_cast<std::size_t>(i), ",");
  return digits;
}

std::string bypass_text(const std::map<std::string, Bypass>& bypass) {
  std::string text;
  for (const auto& [of_class, b] : bypass) {
    if (!text.empty()) text += ", ";
    if (bypass.size() > 1) text += of_class + " ";
    if (b.bound) {
      text += fmt::format("bypass {}", *b.bound);
    } else {
      std::string numbers;
      for (const auto& [rounds, overtaken] : b.by_rounds)
        numbers += fmt::format("{}{}", numbers.empty() ? "" : " ", overtaken);
      text += "bypass " + numbers;
    }
  }
  return text;
}

// "violated overlap", "not_refuted bypass 1", "violated bypass 1 2 3" (for one, two, three rounds).
std::string cell(const Verdict& v) {
  std::string text(name(v.outcome));
  if (v.kind != Kind::none && v.kind != Kind::bypass) text += fmt::format(" {}", name(v.kind));
  if (v.property == Property::bounded_waiting && v.outcome != Outcome::not_applicable && !v.bypass.empty()) {
    text += " " + bypass_text(v.bypass);
  }
  return text;
}

std::string colour_of(const Verdict& v) {
  if (!v.as_contracted || v.outcome == Outcome::unknown) return "\033[1;31m";
  if (v.outcome == Outcome::violated) return "\033[33m";
  if (v.outcome == Outcome::not_applicable) return "\033[2m";
  return "\033[32m";
}

std::string bounds_text(const std::vector<const Verdict*>& row) {
  std::set<std::string> rounds;
  for (const Verdict* v : row) rounds.insert(std::to_string(v->bounds.rounds));
  std::string text;
  for (const std::string& r : rounds) text += (text.empty() ? "" : "-") + r;
  return fmt::format("{} x {}", row.front()->bounds.threads, text);
}

// Whether the full searches behind a verdict, which can be of smaller bounds, came to their end.
bool fully_searched(const Verdict& v) {
  const auto full = [](const Run& run) { return run.search == "full"; };
  return std::ranges::any_of(v.runs, full) &&
         std::ranges::all_of(v.runs, [&](const Run& run) { return !full(run) || run.complete; });
}

std::string line(const std::vector<const Verdict*>& row, bool colour) {
  const Verdict& first = *row.front();
  std::string text = fmt::format("{:<34}{:<8}", first.algorithm + "/" + first.variant, name(first.engine));
  std::uint64_t executions = 0;
  double seconds = 0;
  std::string full;
  for (const Property property : properties) {
    const auto found = std::ranges::find_if(row, [&](const Verdict* v) { return v->property == property; });
    if (found == row.end()) {
      text += fmt::format("{:<{}}", "", cell_width);
      continue;
    }
    const Verdict& v = **found;
    const std::string padded = fmt::format("{:<{}}", cell(v) + (v.as_contracted ? "" : " (!)"), cell_width);
    text += colour ? colour_of(v) + padded + "\033[0m" : padded;
    executions += v.executions;
    seconds += v.seconds;
    if (fully_searched(v)) full += (full.empty() ? "" : ",") + std::string(1, name(property).front());
  }
  return fmt::format("{}{:<8}{:>12}  {:<6}{:>6.1f}\n", text, bounds_text(row), grouped(executions),
                     full.empty() ? "-" : full, seconds);
}

std::vector<std::vector<const Verdict*>> rows_of(const std::vector<Verdict>& verdicts) {
  std::vector<std::vector<const Verdict*>> rows;
  for (const Verdict& v : verdicts) {
    const bool same = !rows.empty() && rows.back().front()->algorithm == v.algorithm &&
                      rows.back().front()->variant == v.variant && rows.back().front()->engine == v.engine;
    if (!same) rows.emplace_back();
    rows.back().push_back(&v);
  }
  return rows;
}

std::string expected_text(const Verdict& v) {
  if (!v.expected) return "";
  std::string text = fmt::format("; expected {}", name(v.expected->first));
  if (v.expected->second != Kind::none) text += fmt::format(" {}", name(v.expected->second));
  return text;
}

}  // namespace

std::string table(const std::vector<Verdict>& verdicts, bool colour) {
  std::string text = fmt::format("{:<34}{:<8}{:<{}}{:<{}}{:<{}}{:<8}{:>12}  {:<6}{:>6}\n", "algorithm/variant",
                                 "engine", "mutual exclusion", cell_width, "progress", cell_width, "bounded waiting",
                                 cell_width, "bounds", "executions", "full", "s");
  for (const auto& row : rows_of(verdicts)) text += line(row, colour);
  return text;
}

std::string complaints(const std::vector<Verdict>& verdicts) {
  std::string text;
  for (const Verdict& v : verdicts) {
    if (v.as_contracted && v.outcome != Outcome::unknown) continue;
    text += fmt::format("{}/{} {} ({}): {}{}{}\n", v.algorithm, v.variant, name(v.property), name(v.engine), cell(v),
                        expected_text(v), v.reason.empty() ? "" : "; " + v.reason);
    if (!v.as_contracted && !v.counterexample.empty()) text += "\n" + v.counterexample + "\n";
  }
  return text;
}

std::string summary(const std::vector<Verdict>& verdicts) {
  std::uint64_t executions = 0;
  std::size_t compared = 0;
  std::size_t as_contracted = 0;
  std::set<std::string> models;
  for (const Verdict& v : verdicts) {
    executions += v.executions;
    models.insert(fmt::format("{} = {}", name(v.engine), v.model));
    if (!v.expected) continue;
    ++compared;
    as_contracted += v.as_contracted ? 1 : 0;
  }
  std::string text;
  for (const std::string& model : models) text += model + "\n";
  if (compared == 0) {
    return text +
           fmt::format("{} verdicts, {} executions; nothing was compared, since these bounds are not the contract's\n",
                       verdicts.size(), grouped(executions));
  }
  return text +
         fmt::format("{} of {} verdicts as contracted, {} executions\n", as_contracted, compared, grouped(executions));
}

std::string details(const Verdict& v) {
  std::string text =
      fmt::format("\n{}/{} {}: {} ({}, {} threads x {} rounds{})\n", v.algorithm, v.variant, name(v.property), cell(v),
                  name(v.engine), v.bounds.threads, v.bounds.rounds, v.reason.empty() ? "" : "; " + v.reason);
  for (const Run& run : v.runs) {
    text += fmt::format("  {:<11} {:<8} {:<8} {:>11} executions {:>11} blocked  {:<12} {:>6.2f} s  {}\n", run.client,
                        run.rounds, run.search, grouped(run.executions), grouped(run.blocked),
                        run.complete ? "to its end" : "", run.seconds, run.result);
  }
  return text;
}

}  // namespace turnstile::command
