#include "models/command/table.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <ranges>
#include <set>

#include <fmt/format.h>

namespace turnstile::command {

namespace {

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (int i = static_cast<int>(digits.size()) - 3; i > 0; i -= 3) digits.insert(static_cast<std::size_t>(i), ",");
  return digits;
}

std::string bypass_text(const std::map<std::string, Bypass>& bypass) {
  std::string text = "bypass";
  for (const auto& [of_class, b] : bypass) {
    if (bypass.size() > 1) text += (text == "bypass" ? " " : ", ") + of_class;
    if (b.bound) {
      text += fmt::format(" {}", *b.bound);
    } else {
      for (const auto& [rounds, overtaken] : b.by_rounds) text += fmt::format(" {}", overtaken);
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
  if (row.front()->engine == Engine::uniprocessor) return fmt::format("{} tasks", row.front()->bounds.threads);
  const auto of_rounds = [](const Verdict* v) { return v->bounds.rounds; };
  const auto [least, most] = std::ranges::minmax(row | std::views::transform(of_rounds));
  const std::string text = least == most ? std::to_string(most) : fmt::format("{}-{}", least, most);
  return fmt::format("{} x {}", row.front()->bounds.threads, text);
}

// Whether the full searches behind a verdict, which can be of smaller bounds, came to their end.
bool fully_searched(const Verdict& v) {
  const auto full = [](const Run& run) { return run.search == "full"; };
  return std::ranges::any_of(v.runs, full) &&
         std::ranges::all_of(v.runs, [&](const Run& run) { return !full(run) || run.complete; });
}

// A line of the table, with its cells before they are padded.
struct Row {
  std::vector<const Verdict*> verdicts;

  [[nodiscard]] const Verdict& first() const { return *verdicts.front(); }
  [[nodiscard]] const Verdict* of(Property property) const {
    const auto found = std::ranges::find_if(verdicts, [&](const Verdict* v) { return v->property == property; });
    return found == verdicts.end() ? nullptr : *found;
  }
  // Algorithms that are no locks have a table of their own.
  [[nodiscard]] bool of_data_structure() const { return of(Property::linearizability) != nullptr; }
};

std::string name_cell(const Row& row) {
  const Verdict& v = row.first();
  return fmt::format("{}/{}{}{}", v.algorithm, v.variant, v.bounds.mix.empty() ? "" : " ", v.bounds.mix);
}

std::string verdict_cell(const Verdict& v) { return cell(v) + (v.as_contracted ? "" : " (!)"); }

std::string padded(const std::string& text, std::size_t width) { return fmt::format("{:<{}}", text, width); }

// The numbers at the end of a line.
std::string work_text(const Row& row) {
  std::uint64_t executions = 0;
  double seconds = 0;
  std::string full;
  for (const Verdict* v : row.verdicts) {
    executions += v->executions;
    seconds += v->seconds;
    if (fully_searched(*v)) full += (full.empty() ? "" : ",") + std::string(1, name(v->property).front());
  }
  return fmt::format("{:<8}{:>12}  {:<6}{:>6.1f}\n", bounds_text(row.verdicts), grouped(executions),
                     full.empty() ? "-" : full, seconds);
}

// Columns as wide as their widest cell, two apart.
class Columns {
 public:
  Columns(const std::vector<Row>& rows, const std::vector<Property>& properties)
      : rows_(rows), properties_(properties) {
    widths_.push_back(widest("algorithm/variant", [](const Row& row) { return name_cell(row); }));
    widths_.push_back(widest("engine", [](const Row& row) { return std::string(name(row.first().engine)); }));
    for (const Property property : properties) {
      widths_.push_back(widest(title(property), [&](const Row& row) {
        return row.of(property) == nullptr ? "" : verdict_cell(*row.of(property));
      }));
    }
  }

  [[nodiscard]] std::string text(bool colour) const {
    std::string text = padded("algorithm/variant", widths_[0]) + padded("engine", widths_[1]);
    for (std::size_t i = 0; i < properties_.size(); ++i) text += padded(title(properties_[i]), widths_[i + 2]);
    text += fmt::format("{:<8}{:>12}  {:<6}{:>6}\n", "bounds", "executions", "full", "s");
    for (const Row& row : rows_) text += line(row, colour);
    return text;
  }

 private:
  static std::string title(Property property) {
    std::string title(name(property));
    std::ranges::replace(title, '_', ' ');
    return title;
  }

  [[nodiscard]] std::size_t widest(const std::string& title, const std::function<std::string(const Row&)>& of) const {
    std::size_t width = title.size();
    for (const Row& row : rows_) width = std::max(width, of(row).size());
    return width + 2;
  }

  [[nodiscard]] std::string line(const Row& row, bool colour) const {
    std::string text = padded(name_cell(row), widths_[0]) + padded(std::string(name(row.first().engine)), widths_[1]);
    for (std::size_t i = 0; i < properties_.size(); ++i) {
      const Verdict* v = row.of(properties_[i]);
      const std::string cell = padded(v == nullptr ? "" : verdict_cell(*v), widths_[i + 2]);
      text += colour && v != nullptr ? colour_of(*v) + cell + "\033[0m" : cell;
    }
    return text + work_text(row);
  }

  const std::vector<Row>& rows_;
  std::vector<Property> properties_;
  std::vector<std::size_t> widths_;
};

std::vector<Row> rows_of(const std::vector<Verdict>& verdicts) {
  const auto same_row = [](const Verdict& a, const Verdict& b) {
    return a.algorithm == b.algorithm && a.variant == b.variant && a.engine == b.engine &&
           a.bounds.mix == b.bounds.mix && a.bounds.threads == b.bounds.threads;
  };
  std::vector<Row> rows;
  for (const Verdict& v : verdicts) {
    if (rows.empty() || !same_row(rows.back().first(), v)) rows.emplace_back();
    rows.back().verdicts.push_back(&v);
  }
  return rows;
}

std::string size_text(const Verdict& v) {
  if (v.engine == Engine::uniprocessor) return v.scenarios;
  const std::string mix = v.bounds.mix.empty() ? "" : v.bounds.mix + ", ";
  return fmt::format("{}{} threads x {} rounds", mix, v.bounds.threads, v.bounds.rounds);
}

std::string expected_text(const Verdict& v) {
  if (!v.expected) return "";
  std::string text = fmt::format("; expected {}", name(v.expected->first));
  if (v.expected->second != Kind::none) text += fmt::format(" {}", name(v.expected->second));
  return text;
}

}  // namespace

std::string table(const std::vector<Verdict>& verdicts, bool colour) {
  std::vector<Row> locks = rows_of(verdicts);
  std::vector<Row> others;
  std::ranges::copy_if(locks, std::back_inserter(others), &Row::of_data_structure);
  std::erase_if(locks, [](const Row& row) { return row.of_data_structure(); });

  std::string text;
  if (!locks.empty() || others.empty()) {
    text += Columns(locks, {Property::mutual_exclusion, Property::progress, Property::bounded_waiting}).text(colour);
  }
  if (!locks.empty() && !others.empty()) text += "\n";
  if (!others.empty()) text += Columns(others, {Property::linearizability, Property::progress}).text(colour);
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
  std::string text = fmt::format("\n{}/{} {}: {} ({}, {}{})\n", v.algorithm, v.variant, name(v.property), cell(v),
                                 name(v.engine), size_text(v), v.reason.empty() ? "" : "; " + v.reason);
  for (const Run& run : v.runs) {
    text += fmt::format("  {:<16} {:<8} {:<8} {:>11} executions {:>11} blocked  {:<12} {:>6.2f} s  {}\n", run.client,
                        run.rounds, run.search, grouped(run.executions), grouped(run.blocked),
                        run.complete ? "to its end" : "", run.seconds, run.result);
  }
  return text;
}

}  // namespace turnstile::command
