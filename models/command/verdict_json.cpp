#include "models/command/verdict_json.hpp"

#include <optional>

#include <nlohmann/json.hpp>

namespace turnstile::command {

namespace {

using nlohmann::ordered_json;

ordered_json or_null(Kind kind) { return kind == Kind::none ? ordered_json() : ordered_json(name(kind)); }
ordered_json or_null(const std::string& text) { return text.empty() ? ordered_json() : ordered_json(text); }

ordered_json json_of(const std::map<std::string, Bypass>& bypass) {
  if (bypass.empty()) return nullptr;
  ordered_json all;
  for (const auto& [of_class, b] : bypass) {
    ordered_json by_rounds = ordered_json::object();
    for (const auto& [rounds, overtaken] : b.by_rounds) by_rounds[std::to_string(rounds)] = overtaken;
    all[of_class] = {
        {"bound", b.bound ? ordered_json(*b.bound) : ordered_json()}, {"exact", b.exact}, {"by_rounds", by_rounds}};
  }
  return all;
}

ordered_json json_of(const Run& run) {
  return {{"client", run.client},         {"rounds", run.rounds},   {"search", run.search},
          {"executions", run.executions}, {"blocked", run.blocked}, {"complete", run.complete},
          {"seconds", run.seconds},       {"result", run.result}};
}

ordered_json json_of(const Verdict& v) {
  ordered_json runs = ordered_json::array();
  for (const Run& run : v.runs) runs.push_back(json_of(run));
  return {{"algorithm", v.algorithm},
          {"variant", v.variant},
          {"property", name(v.property)},
          {"engine", name(v.engine)},
          {"model", v.model},
          {"verdict", name(v.outcome)},
          {"kind", or_null(v.kind)},
          {"expected", v.expected ? ordered_json(name(v.expected->first)) : ordered_json()},
          {"expected_kind", v.expected ? or_null(v.expected->second) : ordered_json()},
          {"bounds", {{"threads", v.bounds.threads}, {"rounds", v.bounds.rounds}, {"mix", or_null(v.bounds.mix)}}},
          {"executions", v.executions},
          {"blocked", v.blocked},
          {"complete", v.complete},
          {"seconds", v.seconds},
          {"bypass", json_of(v.bypass)},
          {"counterexample", or_null(v.counterexample_file)},
          {"reason", or_null(v.reason)},
          {"runs", runs}};
}

ordered_json json_of(const Expectation& e) {
  ordered_json seen_by = ordered_json::array();
  for (std::size_t i = 0; i < names_of<Engine>.size(); ++i) {
    if (e.seen_by.contains(static_cast<Engine>(i))) seen_by.push_back(names_of<Engine>[i]);
  }
  return {{"verdict", name(e.outcome)},
          {"kind", or_null(e.kind)},
          {"seen_by", seen_by},
          {"bypass", e.bypass_bound ? ordered_json(*e.bypass_bound) : ordered_json()}};
}

ordered_json json_of(const Stem& stem, const Variant& variant) {
  const Contract& contract = variant.contract;
  return {{"name", variant.name},
          {"header", stem.header_of(variant)},
          {"sibling", or_null(variant.sibling)},
          {"contract",
           {{"mutual_exclusion", json_of(contract.mutual_exclusion)},
            {"progress", json_of(contract.progress)},
            {"bounded_waiting", json_of(contract.bounded_waiting)},
            {"thread_sanitizer", contract.thread_sanitizer}}}};
}

std::string text_of(const ordered_json& json) {
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string verdicts_json(const std::vector<Verdict>& verdicts) {
  ordered_json all = ordered_json::array();
  for (const Verdict& verdict : verdicts) all.push_back(json_of(verdict));
  return text_of({{"schema", "turnstile.verdicts/1"}, {"verdicts", all}});
}

std::string list_json(const std::vector<Stem>& stems) {
  ordered_json algorithms = ordered_json::array();
  for (const Stem& stem : stems) {
    ordered_json variants = ordered_json::array();
    for (const Variant& variant : stem.variants) variants.push_back(json_of(stem, variant));
    algorithms.push_back({{"name", stem.name}, {"threads", stem.threads}, {"variants", variants}});
  }
  return text_of({{"schema", "turnstile.list/1"}, {"algorithms", algorithms}});
}

}  // namespace turnstile::command
