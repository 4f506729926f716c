#include "models/counterexample/make.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "models/counterexample/coherence.hpp"
#include "models/counterexample/explain.hpp"
#include "models/counterexample/linearization.hpp"
#include "models/counterexample/relations.hpp"

namespace turnstile::counterexample {

namespace {

bool is_write(const Step& step) { return writes(step.operation) && step.performed(); }

// The value that a variable had before the first access to it, in the engine's own order.
std::vector<Variable> variables_of(const Trace& events) {
  std::vector<Variable> variables;
  for (const Step& step : events) {
    if (!accesses(step.operation)) continue;
    if (std::ranges::find(variables, step.variable, &Variable::name) != variables.end()) continue;
    const bool reads_initial = reads(step.operation) && step.performed() && step.reads_from == Step::initial;
    variables.push_back({.name = step.variable,
                         .truth = step.truth,
                         .initial = reads_initial ? step.read : step.newest,
                         .initial_as = reads_initial ? step.read_as : step.newest_as});
  }
  std::ranges::sort(variables, {}, &Variable::name);
  return variables;
}

void order_writes(Artifact& artifact) {
  for (Variable& variable : artifact.variables) {
    variable.coherence.clear();
    for (int i = 0; i < static_cast<int>(artifact.events.size()); ++i) {
      const Step& step = artifact.events[static_cast<std::size_t>(i)];
      if (is_write(step) && step.variable == variable.name) variable.coherence.push_back(i);
    }
    std::ranges::sort(variable.coherence, {},
                      [&](int i) { return artifact.events[static_cast<std::size_t>(i)].position; });
  }
}

// A read of the newest value stays before the write that comes next.
std::vector<Edge> fresh_reads(const Trace& events) {
  const Relations relations(events);
  std::vector<Edge> edges = relations.from_reads();
  std::erase_if(edges, [&](const Edge& edge) { return relations.stale(edge.first); });
  return edges;
}

// The order of an execution graph's events means nothing. Other engines give the order in which it happened: there no
// read becomes stale that was not, and what goes round for ever stays as it is.
void put_in_order(Artifact& artifact) {
  if (artifact.cycle) return;
  std::vector<Edge> also;
  if (artifact.engine != Engine::rc11) also = fresh_reads(artifact.events);
  if (artifact.kind == Kind::bypass) {
    for (const Edge& edge : overtakings(artifact.events, artifact.mix)) also.push_back(edge);
  }
  artifact.events = with_fewest_switches(artifact.events, also);
}

// Cuts what is longer than a file may be: it is a livelock, or nobody would read it.
void cut(Artifact& artifact) {
  if (artifact.events.size() <= Relations::most_events) return;
  artifact.model +=
      fmt::format("; these are the first {} of {} events", Relations::most_events, artifact.events.size());
  artifact.events.resize(Relations::most_events);
  artifact.cycle.reset();
}

// Marks the access that completes a race: whether it was performed tells nothing.
void flag_race(Artifact& artifact) {
  if (artifact.kind != Kind::data_race || artifact.events.empty() || artifact.events.back().races) return;
  const auto race = Relations(artifact.events).race();
  if (!race || race->second + 1 != static_cast<int>(artifact.events.size())) return;
  artifact.events.back().races = true;
  artifact.events.back().reads_from = Step::initial;
  number_writes(artifact.events);
}

std::map<std::string, std::string>& known_sources() {
  static std::map<std::string, std::string> sources;
  return sources;
}

}  // namespace

void know_source(const std::string& file, std::string text) { known_sources()[file] = std::move(text); }

std::optional<std::string> source_text(const std::string& name) {
  if (const auto known = known_sources().find(name); known != known_sources().end()) return known->second;
  const std::filesystem::path path(name);
  std::ifstream file(path.is_absolute() ? path : std::filesystem::path(TURNSTILE_SOURCE_DIR) / path);
  if (name.empty() || !file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void read_sources(Artifact& artifact) {
  std::set<std::string> names;
  for (const Step& step : artifact.events) names.insert(step.file);
  artifact.sources.clear();
  for (const std::string& name : names) {
    if (auto text = source_text(name)) artifact.sources.push_back({.file = name, .text = std::move(*text)});
  }
}

Artifact make(Artifact artifact) {
  cut(artifact);
  number_writes(artifact.events);
  artifact.variables = variables_of(artifact.events);
  put_in_order(artifact);
  return make_as_it_stands(std::move(artifact));
}

Artifact make_as_it_stands(Artifact artifact) {
  cut(artifact);
  number_writes(artifact.events);
  if (artifact.variables.empty()) artifact.variables = variables_of(artifact.events);
  flag_race(artifact);
  order_writes(artifact);
  fill_newest(artifact);
  artifact.happens_before = Relations(artifact.events).nearest();
  read_sources(artifact);
  const Explanation explanation = explain(artifact);
  artifact.culprits = explanation.culprits;
  if (artifact.sentence.empty()) artifact.sentence = explanation.sentence;
  return artifact;
}

}  // namespace turnstile::counterexample
