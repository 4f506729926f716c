#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "coursework/grading/rubric.hpp"

namespace turnstile::coursework {

namespace {

// The share of the points that the outcome alone earns.
double share_of(Outcome outcome, const Rubric& rubric) {
  switch (outcome) {
    case Outcome::holds:
      return 1;
    case Outcome::not_refuted:
      return rubric.not_refuted;
    case Outcome::unknown:
      return rubric.unknown;
    case Outcome::violated:
    case Outcome::not_applicable:
      break;
  }
  return 0;
}

bool asks(const Assignment& assignment, Property property) {
  return std::ranges::find(assignment.asked, property, &Asked::property) != assignment.asked.end();
}

// It must have been seen that nothing else is wrong: all that was explored passed, or shows only the excused violation.
bool is_excused(const PropertyGrade& found, const Assignment& assignment) {
  if (assignment.excused == Kind::none || found.outcome != Outcome::violated) return false;
  const auto is_this = [&](const Run& run) { return run.complete || run.result == name(assignment.excused); };
  return std::ranges::all_of(found.verdicts, [&](const Verdict& verdict) {
    if (verdict.outcome == Outcome::violated && verdict.kind != assignment.excused) return false;
    return verdict.engine != Engine::rc11 || (!verdict.runs.empty() && std::ranges::all_of(verdict.runs, is_this));
  });
}

double share_of(Property property, const Grade& grade, const Assignment& assignment, const Rubric& rubric) {
  const auto found = std::ranges::find(grade.properties, property, &PropertyGrade::property);
  if (found == grade.properties.end()) return 0;
  return is_excused(*found, assignment) ? 1 : share_of(found->outcome, rubric);
}

Part part_of(Property property, const Grade& grade, const Assignment& assignment, const Rubric& rubric) {
  const double share = share_of(property, grade, assignment, rubric);
  const bool excludes = property == Property::mutual_exclusion || !asks(assignment, Property::mutual_exclusion) ||
                        share_of(Property::mutual_exclusion, grade, assignment, rubric) > 0;
  const Points of = rubric.of(property);
  Part part{.what = std::string(name(property)), .earned = of.part(share), .of = of, .why = ""};
  if (excludes || share == 0 || of == Points{} || rubric.without_exclusion == 1) return part;
  part.earned = part.earned.part(rubric.without_exclusion);
  part.why = "since mutual exclusion earns nothing";
  return part;
}

Points penalty_of(const std::string& remark, const Rubric& rubric) {
  std::string_view longest;
  Points points = rubric.remark;
  for (const auto& [text, of_text] : rubric.remarks) {
    if (remark.find(text) == std::string::npos || text.size() <= longest.size()) continue;
    longest = text;
    points = of_text;
  }
  return points;
}

// Takes off no more than is left to be taken.
class Penalties {
 public:
  Penalties(Score& score, const Rubric& rubric) : score_(score), left_(rubric.at_most.value_or(score.earned)) {}

  void take(const std::string& what, Points points, const std::string& why) {
    const Points taken = std::min({points, left_, score_.earned});
    if (taken.hundredths == 0) return;
    left_.hundredths -= taken.hundredths;
    score_.earned.hundredths -= taken.hundredths;
    score_.parts.push_back({.what = what, .earned = {-taken.hundredths}, .of = {}, .why = why});
  }

 private:
  Score& score_;
  Points left_;
};

}  // namespace

std::string Points::text() const {
  std::string text = fmt::format("{:.2f}", number());
  if (text.ends_with(".00")) return text.substr(0, text.size() - 3);
  if (text.ends_with('0')) text.pop_back();
  return text;
}

Points Points::part(double share) const { return {.hundredths = static_cast<int>(std::lround(hundredths * share))}; }

void mark_asked(Grade& grade, const Assignment& assignment, const Rubric& rubric) {
  for (PropertyGrade& found : grade.properties) {
    const bool counts = asks(assignment, found.property) || rubric.of(found.property) > Points{};
    found.asked = counts && !is_excused(found, assignment);
  }
}

Score score(const Grade& grade, const Assignment& assignment, const Rubric& rubric) {
  Score score;
  const bool compiles = grade.stage == Stage::graded;
  score.parts.push_back(
      {.what = "compiles", .earned = compiles ? rubric.compiles : Points{}, .of = rubric.compiles, .why = ""});
  for (const Property property : assignment.properties) {
    score.parts.push_back(part_of(property, grade, assignment, rubric));
    if (!compiles) score.parts.back().earned = {};
  }
  for (const Part& part : score.parts) score.earned += part.earned, score.of += part.of;
  Penalties penalties(score, rubric);
  for (const std::string& remark : grade.remarks) penalties.take("remark", penalty_of(remark, rubric), remark);
  for (const OrderRemark& order : grade.stronger_than_needed) {
    penalties.take(
        "stronger_order", rubric.stronger_order,
        fmt::format("line {}, {}: {} would do instead of {}", order.line, order.operation, order.enough, order.order));
  }
  return score;
}

}  // namespace turnstile::coursework
