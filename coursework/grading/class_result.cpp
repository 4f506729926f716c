#include "coursework/grading/class_result.hpp"

#include <algorithm>
#include <regex>
#include <set>

#include <fmt/format.h>

#include "models/counterexample/artifact.hpp"

namespace turnstile::coursework {

namespace {

std::string spaced(std::string_view name) {
  std::string text(name);
  std::ranges::replace(text, '_', ' ');
  return text;
}

// "line 14", and "alice.hpp line 14"; a line of another file is named with it: "mutual_exclusion.hpp line 9".
void add_lines(const std::string& text, const std::string& file, std::set<int>& lines) {
  static const std::regex line(R"((?:([^\s(]+\.[a-z]+) )?\blines? ([0-9]{1,6}))");
  for (std::sregex_iterator at(text.begin(), text.end(), line), end; at != end; ++at) {
    if (!(*at)[1].matched || (*at)[1] == file) lines.insert(std::stoi((*at)[2].str()));
  }
}

// The messages are a compiler's: "alice.hpp:14:3: error: ...", "In file included from alice.hpp:3:"
void add_lines_of_messages(const std::string& messages, const std::string& file, std::set<int>& lines) {
  const std::string before = file + ":";
  for (std::size_t at = messages.find(before); at != std::string::npos; at = messages.find(before, at + 1)) {
    const bool whole = at == 0 || messages[at - 1] == '\n' || messages[at - 1] == ' ' || messages[at - 1] == '/';
    const std::string number = messages.substr(at + before.size(), 6);
    if (whole && number.find_first_of("123456789") == 0) lines.insert(std::stoi(number));
  }
}

}  // namespace

std::vector<Shown> counterexamples_of(const Result& result) {
  std::vector<Shown> all;
  std::set<std::string> taken;
  for (const PropertyGrade& property : result.grade.properties) {
    for (const Verdict& verdict : property.verdicts) {
      if (!verdict.artifact) continue;
      const auto same = [&](const Shown& s) {
        return s.property == &property && *s.verdict->artifact == *verdict.artifact;
      };
      if (const auto found = std::ranges::find_if(all, same); found != all.end()) {
        all.push_back({.property = &property, .verdict = &verdict, .stem = found->stem});
        continue;
      }
      const std::string wanted = fmt::format("{}.{}.{}", result.stem, name(property.property), name(verdict.engine));
      std::string stem = wanted;
      for (int next = 2; !taken.insert(stem).second; ++next) stem = fmt::format("{}.{}", wanted, next);
      all.push_back({.property = &property, .verdict = &verdict, .stem = stem});
    }
  }
  return all;
}

const Shown* shown_for(const PropertyGrade& property, const std::vector<Shown>& counterexamples) {
  const Shown* best = nullptr;
  for (const Shown& shown : counterexamples) {
    if (shown.property != &property) continue;
    if (shown.verdict->artifact->sentence == property.sentence) return &shown;
    if (best == nullptr) best = &shown;
  }
  return best;
}

bool all_hold(const Grade& grade) {
  const auto is_asked = [](const PropertyGrade& p) { return p.asked; };
  const auto is_well = [](const PropertyGrade& p) { return !p.asked || p.outcome == Outcome::holds; };
  return grade.stage == Stage::graded && std::ranges::any_of(grade.properties, is_asked) &&
         std::ranges::all_of(grade.properties, is_well);
}

std::string words(Stage stage) {
  switch (stage) {
    case Stage::graded:
      return "graded";
    case Stage::does_not_compile:
      return "does not compile";
    case Stage::refused:
      return "refused";
    case Stage::failed:
      break;
  }
  return "could not be graded";
}

std::string words(Property property) { return spaced(name(property)); }

std::string verdict_text(const PropertyGrade& property) {
  std::string text = spaced(name(property.outcome));
  if (property.kind != Kind::none) text += ": " + spaced(name(property.kind));
  return property.asked ? text : text + " (not asked)";
}

std::vector<int> lines_named(const Grade& grade) {
  std::set<int> lines;
  for (const OrderRemark& remark : grade.stronger_than_needed) lines.insert(remark.line);
  const std::string file = grade.submission.substr(grade.submission.rfind('/') + 1);
  for (const std::string& text : grade.missing) add_lines(text, file, lines);
  for (const std::string& text : grade.remarks) add_lines(text, file, lines);
  for (const PropertyGrade& property : grade.properties) add_lines(property.sentence, file, lines);
  add_lines_of_messages(grade.messages, file, lines);
  return {lines.begin(), lines.end()};
}

std::string text(const OrderRemark& remark) {
  return fmt::format("line {}, {}: {} would do instead of {}", remark.line, remark.operation, remark.enough,
                     remark.order);
}

}  // namespace turnstile::coursework
