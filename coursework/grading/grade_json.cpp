#include "coursework/grading/grade_json.hpp"

#include <string_view>

#include <nlohmann/json.hpp>

#include "models/command/verdict_json.hpp"
#include "models/counterexample/json.hpp"

namespace turnstile::coursework {

namespace {

using nlohmann::ordered_json;

// What the schema turnstile.verdicts/1 has of a verdict, and what it leaves out.
ordered_json whole_json(const Verdict& verdict) {
  ordered_json json = command::verdict_json(verdict);
  json["scenarios"] = verdict.scenarios;
  json["text"] = verdict.counterexample;
  json["artifact"] = verdict.artifact ? ordered_json::parse(to_json(*verdict.artifact)) : ordered_json();
  return json;
}

using VerdictJson = ordered_json (*)(const Verdict&);

ordered_json json_of(const PropertyGrade& property, VerdictJson verdict_json) {
  ordered_json verdicts = ordered_json::array();
  for (const Verdict& verdict : property.verdicts) verdicts.push_back(verdict_json(verdict));
  return {{"property", name(property.property)},
          {"verdict", name(property.outcome)},
          {"kind", property.kind == Kind::none ? ordered_json() : ordered_json(name(property.kind))},
          {"sentence", property.sentence},
          {"disagreement", property.disagreement},
          {"verdicts", verdicts}};
}

ordered_json json_of(const OrderRemark& remark) {
  return {{"line", remark.line}, {"operation", remark.operation}, {"order", remark.order}, {"enough", remark.enough}};
}

void add_members(ordered_json& json, const Grade& grade, VerdictJson verdict_json) {
  ordered_json properties = ordered_json::array();
  for (const PropertyGrade& property : grade.properties) properties.push_back(json_of(property, verdict_json));
  ordered_json orders = ordered_json::array();
  for (const OrderRemark& remark : grade.stronger_than_needed) orders.push_back(json_of(remark));
  json["assignment"] = grade.assignment;
  json["submission"] = grade.submission;
  json["hash"] = grade.hash;
  json["stage"] = name(grade.stage);
  json["messages"] = grade.messages;
  json["properties"] = properties;
  json["missing"] = grade.missing;
  json["stronger_than_needed"] = orders;
  json["remarks"] = grade.remarks;
  json["isolation"] = grade.isolation;
  json["seconds"] = grade.seconds;
}

}  // namespace

std::string to_json(const Grade& grade) {
  ordered_json json = {{"schema", "turnstile.grade/1"}};
  add_members(json, grade, whole_json);
  return json.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

ordered_json summary_json(const Grade& grade) {
  ordered_json json = ordered_json::object();
  add_members(json, grade, command::verdict_json);
  for (std::size_t i = 0; i < grade.properties.size(); ++i) json["properties"][i]["asked"] = grade.properties[i].asked;
  return json;
}

}  // namespace turnstile::coursework
