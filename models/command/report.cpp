#include "models/command/report.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <fmt/format.h>

#include "models/command/find.hpp"
#include "models/command/output_file.hpp"
#include "models/counterexample/html.hpp"
#include "models/counterexample/json.hpp"
#include "models/counterexample/json_reader.hpp"

namespace turnstile::command {

namespace {

namespace fs = std::filesystem;
using counterexample::NotACounterexample;
using counterexample::Reader;

constexpr std::size_t most_text = 4096;
constexpr std::size_t most_verdicts = 100'000;
constexpr std::size_t most_runs = 1000;
constexpr int most_threads = 1000;
constexpr int most_rounds = 1'000'000;
constexpr std::size_t most_bytes_of_verdicts = 256U << 20U;

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in || fs::is_directory(file)) throw BadInput(fmt::format("cannot read '{}'", file.string()));
  if (fs::file_size(file) > most_bytes_of_verdicts) throw BadInput(fmt::format("'{}' is too large", file.string()));
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

template <class Check>
void unless_null(const Reader& reader, Check check) {
  if (!reader.is_null()) check(reader);
}

void is_text(const Reader& reader) { std::ignore = reader.text(most_text); }
void is_count(const Reader& reader) {
  if (reader.value(false) < 0) reader.refuse("a count");
}

void check_bypass(const Reader& verdict, const nlohmann::json& json) {
  const Reader bypass = verdict.at("bypass");
  if (bypass.is_null()) return;
  if (!json.at("bypass").is_object()) bypass.refuse("an object");
  for (const auto& [of_class, unused] : json.at("bypass").items()) {
    const Reader b = bypass.at(of_class.c_str());
    unless_null(b.at("bound"), is_count);
    const Reader by_rounds = b.at("by_rounds");
    const nlohmann::json& seen = json.at("bypass").at(of_class).at("by_rounds");
    if (!seen.is_object()) by_rounds.refuse("an object");
    for (const auto& [rounds, overtaken] : seen.items()) is_count(by_rounds.at(rounds.c_str()));
  }
}

void check_seconds(const Reader& reader, const nlohmann::json& json) {
  if (const Reader seconds = reader.at("seconds"); !json.at("seconds").is_number()) seconds.refuse("a number");
}

void check_run(const Reader& run, const nlohmann::json& json) {
  for (const char* text : {"client", "rounds", "search", "result"}) is_text(run.at(text));
  for (const char* number : {"executions", "blocked"}) is_count(run.at(number));
  std::ignore = run.at("complete").truth();
  check_seconds(run, json);
}

// Checks the members of a verdict that the page reads.
void check_verdict(const Reader& verdict, const nlohmann::json& json) {
  for (const char* text : {"algorithm", "variant", "model"}) is_text(verdict.at(text));
  for (const char* text : {"counterexample", "reason"}) unless_null(verdict.at(text), is_text);
  for (const char* number : {"executions", "blocked"}) is_count(verdict.at(number));
  for (const char* truth : {"complete", "as_contracted"}) std::ignore = verdict.at(truth).truth();
  check_seconds(verdict, json);
  std::ignore = verdict.at("property").choice<Property>();
  std::ignore = verdict.at("engine").choice<Engine>();
  std::ignore = verdict.at("verdict").choice<Outcome>();
  const auto is_kind = [](const Reader& r) { std::ignore = r.choice<Kind>(); };
  for (const char* kind : {"kind", "expected_kind"}) unless_null(verdict.at(kind), is_kind);
  unless_null(verdict.at("expected"), [](const Reader& r) { std::ignore = r.choice<Outcome>(); });
  std::ignore = verdict.at("bounds").at("threads").number(0, most_threads);
  std::ignore = verdict.at("bounds").at("rounds").number(0, most_rounds);
  unless_null(verdict.at("bounds").at("mix"), is_text);
  check_bypass(verdict, json);
  std::size_t run = 0;
  verdict.at("runs").elements(most_runs, [&](const Reader& r) { check_run(r, json.at("runs").at(run++)); });
}

// The names of the counterexamples. Only the last part counts: the directory may have been moved since.
std::vector<std::string> counterexamples_of(const nlohmann::json& json) {
  const Reader all(json, "");
  if (all.at("schema").text(most_text) != "turnstile.verdicts/1") all.at("schema").refuse("turnstile.verdicts/1");
  std::vector<std::string> names;
  std::size_t next = 0;
  all.at("verdicts").elements(most_verdicts, [&](const Reader& verdict) {
    check_verdict(verdict, json.at("verdicts").at(next++));
    unless_null(verdict.at("counterexample"),
                [&](const Reader& file) { names.push_back(fs::path(file.text(most_text)).filename().string()); });
  });
  return names;
}

std::vector<std::string> counterexamples_of(const fs::path& file, const std::string& text) {
  try {
    return counterexamples_of(nlohmann::json::parse(text));
  } catch (const nlohmann::json::exception&) {
    throw BadInput(fmt::format("'{}' is no JSON", file.string()));
  } catch (const NotACounterexample& e) {
    throw BadInput(fmt::format("'{}': {}", file.string(), e.what()));
  }
}

counterexample::Artifact artifact_in(const fs::path& file) {
  try {
    return counterexample::read(file.string(), find_client);
  } catch (const NotACounterexample& e) {
    throw BadInput(fmt::format("'{}': {}", file.string(), e.what()));
  }
}

}  // namespace

int report(const ReportOptions& options) {
  const fs::path directory = options.directory;
  const std::string verdicts = content(directory / "verdicts.json");
  std::map<std::string, counterexample::Artifact> counterexamples;
  for (const std::string& name : counterexamples_of(directory / "verdicts.json", verdicts)) {
    counterexamples.emplace(name, artifact_in(directory / name));
  }
  OutputFile output(options.output);
  output.finish(counterexample::report_html(verdicts, counterexamples));
  return 0;
}

}  // namespace turnstile::command
