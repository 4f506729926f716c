// The other direction: a grade from JSON that anyone may have written.
#include <charconv>
#include <memory>
#include <system_error>

#include "coursework/grading/grade_json.hpp"
#include "models/counterexample/json.hpp"
#include "models/counterexample/json_reader.hpp"

namespace turnstile::coursework {

namespace {

using counterexample::NotACounterexample;
using counterexample::Reader;

constexpr std::size_t most_text = 1 << 20;
constexpr std::size_t most_properties = 8;
constexpr std::size_t most_verdicts = 1000;
constexpr std::size_t most_runs = 1000;
constexpr std::size_t most_remarks = 10'000;
constexpr int most_lines = 1 << 24;
constexpr int most_threads = 1000;
constexpr int most_rounds = 1'000'000;
constexpr int most_overtaken = 1 << 30;
constexpr int deepest = 16;

std::string text(const Reader& reader) { return reader.text(most_text); }
std::string text_or_null(const Reader& reader) { return reader.is_null() ? "" : text(reader); }
Kind kind_or_null(const Reader& reader) { return reader.is_null() ? Kind::none : reader.choice<Kind>(); }

std::vector<std::string> texts(const Reader& reader) {
  std::vector<std::string> all;
  reader.elements(most_remarks, [&](const Reader& r) { all.push_back(text(r)); });
  return all;
}

Bypass bypass_from(const Reader& reader) {
  Bypass bypass;
  if (const Reader bound = reader.at("bound"); !bound.is_null()) bypass.bound = bound.number(0, most_overtaken);
  bypass.exact = reader.at("exact").truth();
  reader.at("by_rounds").members(most_runs, [&](const std::string& key, const Reader& seen) {
    int rounds = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), rounds);
    if (error != std::errc() || end != key.data() + key.size()) seen.refuse("a figure for a number of rounds");
    bypass.by_rounds[rounds] = seen.number(0, most_overtaken);
  });
  return bypass;
}

Run run_from(const Reader& reader) {
  return {.client = text(reader.at("client")),
          .rounds = text(reader.at("rounds")),
          .search = text(reader.at("search")),
          .executions = reader.at("executions").count(),
          .blocked = reader.at("blocked").count(),
          .complete = reader.at("complete").truth(),
          .seconds = reader.at("seconds").seconds(),
          .result = text(reader.at("result"))};
}

std::shared_ptr<const counterexample::Artifact> artifact_from(const Reader& reader) {
  if (reader.is_null()) return nullptr;
  return std::make_shared<counterexample::Artifact>(counterexample::from_json(reader.json().dump()));
}

// How it came about.
void read_evidence(const Reader& reader, Verdict& v) {
  v.bounds.threads = reader.at("bounds").at("threads").number(0, most_threads);
  v.bounds.rounds = reader.at("bounds").at("rounds").number(0, most_rounds);
  v.bounds.mix = text_or_null(reader.at("bounds").at("mix"));
  v.executions = reader.at("executions").count();
  v.blocked = reader.at("blocked").count();
  v.complete = reader.at("complete").truth();
  v.seconds = reader.at("seconds").seconds();
  if (const Reader bypass = reader.at("bypass"); !bypass.is_null()) {
    bypass.members(most_properties,
                   [&](const std::string& of_class, const Reader& r) { v.bypass[of_class] = bypass_from(r); });
  }
  reader.at("runs").elements(most_runs, [&](const Reader& r) { v.runs.push_back(run_from(r)); });
  v.counterexample_file = text_or_null(reader.at("counterexample"));
  v.counterexample = text(reader.at("text"));
  v.artifact = artifact_from(reader.at("artifact"));
}

Verdict verdict_from(const Reader& reader) {
  Verdict v;
  v.algorithm = text(reader.at("algorithm"));
  v.variant = text(reader.at("variant"));
  v.property = reader.at("property").choice<Property>();
  v.engine = reader.at("engine").choice<Engine>();
  v.model = text(reader.at("model"));
  v.outcome = reader.at("verdict").choice<Outcome>();
  v.kind = kind_or_null(reader.at("kind"));
  const Kind expected_kind = kind_or_null(reader.at("expected_kind"));
  if (const Reader expected = reader.at("expected"); !expected.is_null()) {
    v.expected = {expected.choice<Outcome>(), expected_kind};
  }
  v.as_contracted = reader.at("as_contracted").truth();
  v.reason = text_or_null(reader.at("reason"));
  v.scenarios = text(reader.at("scenarios"));
  read_evidence(reader, v);
  return v;
}

PropertyGrade property_from(const Reader& reader) {
  PropertyGrade p{.property = reader.at("property").choice<Property>(),
                  .outcome = reader.at("verdict").choice<Outcome>(),
                  .kind = kind_or_null(reader.at("kind")),
                  .sentence = text(reader.at("sentence")),
                  .disagreement = text(reader.at("disagreement")),
                  .verdicts = {}};
  reader.at("verdicts").elements(most_verdicts, [&](const Reader& r) { p.verdicts.push_back(verdict_from(r)); });
  return p;
}

OrderRemark order_from(const Reader& reader) {
  return {.line = reader.at("line").number(0, most_lines),
          .operation = text(reader.at("operation")),
          .order = text(reader.at("order")),
          .enough = text(reader.at("enough"))};
}

Grade grade_from(const Reader& reader) {
  if (text(reader.at("schema")) != "turnstile.grade/1") reader.at("schema").refuse("turnstile.grade/1");
  Grade grade{.assignment = text(reader.at("assignment")),
              .submission = text(reader.at("submission")),
              .hash = text(reader.at("hash")),
              .stage = reader.at("stage").choice<Stage>(),
              .messages = text(reader.at("messages")),
              .properties = {},
              .missing = texts(reader.at("missing")),
              .stronger_than_needed = {},
              .remarks = texts(reader.at("remarks")),
              .isolation = text(reader.at("isolation")),
              .seconds = reader.at("seconds").seconds()};
  reader.at("properties").elements(most_properties, [&](const Reader& r) {
    grade.properties.push_back(property_from(r));
  });
  reader.at("stronger_than_needed").elements(most_remarks, [&](const Reader& r) {
    grade.stronger_than_needed.push_back(order_from(r));
  });
  return grade;
}

}  // namespace

Grade grade_from_json(const std::string& text) {
  const auto shallow = [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    if (depth > deepest) throw NotACounterexample("nested too deeply");
    return true;
  };
  try {
    const nlohmann::json json = nlohmann::json::parse(text, shallow);
    return grade_from(Reader(json, ""));
  } catch (const nlohmann::json::exception& e) {
    throw NotACounterexample(fmt::format("no JSON: {}", e.what()));
  }
}

}  // namespace turnstile::coursework
