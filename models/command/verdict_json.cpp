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

ordered_json json_of(const Engines& engines) {
  ordered_json names = ordered_json::array();
  for (std::size_t i = 0; i < names_of<Engine>.size(); ++i) {
    if (engines.contains(static_cast<Engine>(i))) names.push_back(names_of<Engine>[i]);
  }
  return names;
}

ordered_json json_of(const Expectation& e) {
  ordered_json seen_as;
  for (const auto& [engine, kind] : e.seen_as) seen_as[c_name(engine)] = name(kind);
  ordered_json bypass;
  for (const auto& [of_class, bound] : e.bypass) bypass[of_class] = bound ? ordered_json(*bound) : ordered_json();
  return {{"verdict", name(e.outcome)},
          {"kind", or_null(e.kind)},
          {"seen_by", json_of(e.seen_by)},
          {"undecided_by", json_of(e.undecided_by)},
          {"seen_as", seen_as},
          {"bypass", bypass}};
}

ordered_json engines_asked(const Variant& variant, Property property) {
  ordered_json engines = ordered_json::array();
  for (std::size_t i = 0; i < names_of<Engine>.size(); ++i) {
    if (variant.asks(static_cast<Engine>(i), property)) engines.push_back(names_of<Engine>[i]);
  }
  return engines;
}

ordered_json json_of(const Variant& variant, const Contract& contract) {
  ordered_json json;
  for (std::size_t i = 0; i < names_of<Property>.size(); ++i) {
    const auto property = static_cast<Property>(i);
    ordered_json& expectation = json[names_of<Property>[i]] = json_of(contract.of(property));
    expectation["engines"] = engines_asked(variant, property);
  }
  json["thread_sanitizer"] = contract.thread_sanitizer;
  return json;
}

// The contract of each party, for reader-writer locks.
ordered_json contracts_of(const Stem& stem, const Variant& variant) {
  ordered_json contracts;
  for (const Party& party : stem.parties) {
    if (party.readers > 0) contracts[party.text()] = json_of(variant, variant.contract.of(party));
  }
  return contracts;
}

ordered_json json_of(const Stem& stem, const Variant& variant) {
  return {{"name", variant.name},
          {"header", stem.header_of(variant)},
          {"sibling", or_null(variant.sibling)},
          {"has_orders", variant.has_orders()},
          {"contract", json_of(variant, variant.contract.of(stem.parties.front()))},
          {"contract_by_mix", contracts_of(stem, variant)}};
}

ordered_json json_of(const OrderException& exception) {
  return {{"header", exception.header},   {"line", exception.line},           {"operation", name(exception.operation)},
          {"ordinal", exception.ordinal}, {"weaker", name(exception.weaker)}, {"proof", exception.proof}};
}

ordered_json exceptions_of(const Stem& stem) {
  ordered_json exceptions = ordered_json::array();
  for (const OrderException& exception : stem.order_exceptions) exceptions.push_back(json_of(exception));
  return exceptions;
}

std::string text_of(const ordered_json& json) {
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

ordered_json verdict_json(const Verdict& v) {
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
          {"as_contracted", v.as_contracted},
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

std::string verdicts_json(const std::vector<Verdict>& verdicts) {
  ordered_json all = ordered_json::array();
  for (const Verdict& verdict : verdicts) all.push_back(verdict_json(verdict));
  return text_of({{"schema", "turnstile.verdicts/1"}, {"verdicts", all}});
}

std::string list_json(const std::vector<Stem>& stems) {
  ordered_json algorithms = ordered_json::array();
  for (const Stem& stem : stems) {
    ordered_json variants = ordered_json::array();
    for (const Variant& variant : stem.variants) variants.push_back(json_of(stem, variant));
    algorithms.push_back({{"name", stem.name},
                          {"threads", stem.parties.front().threads},
                          {"order_exceptions", exceptions_of(stem)},
                          {"variants", variants}});
  }
  return text_of({{"schema", "turnstile.list/1"}, {"algorithms", algorithms}});
}

}  // namespace turnstile::command
