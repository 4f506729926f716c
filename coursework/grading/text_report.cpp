#include "coursework/grading/text_report.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>

#include <fmt/format.h>

#include "coursework/grading/plain_text.hpp"

namespace turnstile::coursework {

namespace {

std::string indented(const std::string& text, int by) {
  std::string result;
  std::string_view rest = text;
  while (rest.ends_with('\n')) rest.remove_suffix(1);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    result += fmt::format("{:{}}{}\n", "", by, rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return result;
}

std::string coloured(const PropertyGrade& property) {
  const char* code = "\033[33m";
  if (property.outcome == Outcome::holds) code = "\033[32m";
  const bool failed = property.outcome == Outcome::violated || property.outcome == Outcome::unknown;
  if (failed && property.asked) code = "\033[1;31m";
  return code + verdict_text(property) + "\033[0m";
}

// A word for a shell, whatever it is.
std::string quoted(const std::string& word) {
  const bool plain = std::ranges::all_of(word, [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view("._-/+,@").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain && !word.empty() && !word.starts_with('-')) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

class Block {
 public:
  Block(const Result& result, const ReportStyle& style)
      : result_(result), style_(style), counterexamples_(counterexamples_of(result)) {}

  std::string text() {
    const Grade& grade = result_.grade;
    const std::string stage = grade.stage == Stage::graded ? "" : words(grade.stage) + ", ";
    text_ = fmt::format("{}: {}{} of {} points\n", on_one_line(result_.submission.name), stage,
                        result_.score.earned.text(), result_.score.of.text());
    text_ += indented(harmless(grade.messages), 2);
    if (grade.stage == Stage::graded) add_parts();
    for (const std::string& missing : grade.missing) add("missing order", missing);
    for (const OrderRemark& remark : grade.stronger_than_needed) {
      add("remark, an order is stronger than needed", coursework::text(remark));
    }
    for (const std::string& remark : grade.remarks) add("remark", remark);
    for (const std::string& same : result_.same_as) add("remark", same);
    return text_;
  }

 private:
  void add(const char* title, const std::string& line) { text_ += fmt::format("  {}: {}\n", title, on_one_line(line)); }

  static std::string points_of(const Part& part) {
    if (part.of == Points{}) return part.earned == Points{} ? "-" : part.earned.text();
    return fmt::format("{} of {}", part.earned.text(), part.of.text());
  }

  // Adds the parts. Those of the properties come in their order.
  void add_parts() {
    auto property = result_.grade.properties.begin();
    for (const Part& part : result_.score.parts) {
      const bool of_property = property != result_.grade.properties.end() && part.what == name(property->property);
      text_ += fmt::format("  {:<17} {:>10}", part.what, points_of(part));
      if (of_property) text_ += "  " + (style_.colour ? coloured(*property) : verdict_text(*property));
      text_ += part.why.empty() ? "\n" : fmt::format("  ({})\n", on_one_line(part.why));
      if (of_property) add_reasons(*property++);
    }
  }

  void add_reasons(const PropertyGrade& property) {
    text_ += indented(harmless(property.sentence), 4);
    if (!property.disagreement.empty())
      text_ += indented("the engines disagree: " + harmless(property.disagreement), 4);
    const Shown* shown = shown_for(property, counterexamples_);
    if (shown == nullptr || style_.counterexamples.empty()) return;
    const auto file = std::filesystem::path(style_.counterexamples) / (shown->stem + ".json");
    text_ += indented("turnstile show " + on_one_line(quoted(file.string())), 4);
  }

  const Result& result_;
  const ReportStyle& style_;
  std::vector<Shown> counterexamples_;
  std::string text_;
};

bool has_counterexample(const Result& result) { return !counterexamples_of(result).empty(); }

std::string counted(std::size_t number, const std::string& what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

}  // namespace

std::string text_of(const Result& result, const ReportStyle& style) { return Block(result, style).text(); }

std::string summary_of(const ClassResult& all, const ReportStyle& style) {
  std::map<Stage, std::size_t> stages;
  std::set<std::string> isolations;
  for (const Result& result : all.results) {
    ++stages[result.grade.stage];
    if (!result.grade.isolation.empty()) isolations.insert(result.grade.isolation);
  }
  const auto right = std::ranges::count_if(all.results, [](const Result& r) { return all_hold(r.grade); });
  std::string text =
      fmt::format("{}, every property asked holds in {}", counted(all.results.size(), "submission"), right);
  for (const Stage stage : {Stage::does_not_compile, Stage::refused, Stage::failed}) {
    if (stages[stage] > 0) text += fmt::format(", {} {}", stages[stage], words(stage));
  }
  text += "\n";
  for (const std::string& isolation : isolations) text += "submissions ran in: " + on_one_line(isolation) + "\n";
  if (style.counterexamples.empty() && std::ranges::any_of(all.results, has_counterexample)) {
    text += "to step through the counterexamples: --html DIR (pages) or --counterexamples DIR (for turnstile show)\n";
  }
  return text;
}

}  // namespace turnstile::coursework
