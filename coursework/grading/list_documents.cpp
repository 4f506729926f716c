// Lists of grades as JSON, and as CSV.
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "coursework/grading/documents.hpp"
#include "coursework/grading/grade_json.hpp"
#include "coursework/grading/plain_text.hpp"

namespace turnstile::coursework {

namespace {

using nlohmann::ordered_json;

// "50" rather than "50.0".
ordered_json json_of(Points points) {
  if (points.hundredths % 100 == 0) return points.hundredths / 100;
  return points.number();
}

ordered_json json_of(const Score& score) {
  ordered_json parts = ordered_json::array();
  for (const Part& part : score.parts) {
    parts.push_back(
        {{"what", part.what}, {"earned", json_of(part.earned)}, {"of", json_of(part.of)}, {"why", part.why}});
  }
  return {{"earned", json_of(score.earned)}, {"of", json_of(score.of)}, {"parts", parts}};
}

ordered_json json_of(const Result& result) {
  ordered_json json = summary_json(result.grade);
  json["submission"] = result.submission.name;
  json["points"] = json_of(result.score);
  json["same_as"] = result.same_as;
  return json;
}

// --- CSV ---------------------------------------------------------------------------------------------------------------

std::string cell(std::string_view raw) {
  std::string text = harmless(raw);
  const bool formula = !text.empty() && std::string_view("=+-@\t\n").find(text.front()) != std::string_view::npos;
  if (formula) text.insert(0, "'");
  if (text.find_first_of("\",\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string line(const std::vector<std::string>& cells) {
  std::string text;
  for (const std::string& each : cells) text += (&each == cells.data() ? "" : ",") + cell(each);
  return text + "\r\n";
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : "; ") + text;
  return all;
}

std::string points_of(const Score& score, std::string_view what) {
  for (const Part& part : score.parts) {
    if (part.what == what) return part.earned.text();
  }
  return "";
}

std::vector<std::string> head_of(const Assignment& assignment) {
  std::vector<std::string> cells = {"submission", "points", "of", "stage", "compiles: points"};
  for (const Property property : assignment.properties) {
    for (const char* column : {"", ": kind", ": points", ": why"})
      cells.push_back(std::string(name(property)) + column);
  }
  for (const char* column : {"missing", "stronger than needed", "remarks", "same as", "messages", "sha256"}) {
    cells.emplace_back(column);
  }
  return cells;
}

std::vector<std::string> cells_of(const Result& result, const Assignment& assignment) {
  const Grade& grade = result.grade;
  std::vector<std::string> cells = {result.submission.name, result.score.earned.text(), result.score.of.text(),
                                    std::string(name(grade.stage)), points_of(result.score, "compiles")};
  for (const Property property : assignment.properties) {
    PropertyGrade found{.property = property};
    for (const PropertyGrade& p : grade.properties) found = p.property == property ? p : found;
    const bool checked = !grade.properties.empty();
    cells.push_back(checked ? std::string(name(found.outcome)) + (found.asked ? "" : " (not asked)") : "");
    cells.emplace_back(found.kind == Kind::none ? "" : name(found.kind));
    cells.push_back(points_of(result.score, name(property)));
    cells.push_back(found.sentence);
  }
  std::vector<std::string> orders;
  orders.reserve(grade.stronger_than_needed.size());
  for (const OrderRemark& remark : grade.stronger_than_needed) orders.push_back(text(remark));
  for (const auto& texts : {grade.missing, orders, grade.remarks, result.same_as}) cells.push_back(joined(texts));
  cells.push_back(grade.messages);
  cells.push_back(grade.hash);
  return cells;
}

}  // namespace

std::string grades_json(const ClassResult& all) {
  ordered_json grades = ordered_json::array();
  for (const Result& result : all.results) grades.push_back(json_of(result));
  const ordered_json json = {
      {"schema", "turnstile.grades/1"}, {"assignment", all.assignment->name}, {"grades", grades}};
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string grades_csv(const ClassResult& all) {
  std::string text = line(head_of(*all.assignment));
  for (const Result& result : all.results) text += line(cells_of(result, *all.assignment));
  return text;
}

}  // namespace turnstile::coursework
