#include "models/counterexample/json.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>
#include <string_view>

#include "models/counterexample/coherence.hpp"
#include "models/counterexample/json_reader.hpp"
#include "models/counterexample/relations.hpp"

namespace turnstile::counterexample {

namespace {

using nlohmann::ordered_json;

// --- writing -----------------------------------------------------------------------------------------------------------

ordered_json value_json(std::int64_t value, bool truth) {
  return truth ? ordered_json(value != 0) : ordered_json(value);
}

template <class T>
ordered_json or_null(const std::optional<T>& value) {
  return value ? ordered_json(*value) : ordered_json();
}

// Adds the members that a file has only where they are true.
void add_remarks(ordered_json& json, const Step& step) {
  if (step.waits) json["waits"] = true;
  if (step.blocked) json["blocked"] = true;
  if (step.times != 1) json["times"] = step.times;
  if (step.races) json["races"] = true;
  if (step.ended) json["ended"] = true;
}

void add_values(ordered_json& json, const Step& step) {
  const auto add = [&](const std::string& name, std::int64_t value, const std::string& in_words) {
    json[name] = value_json(value, step.truth);
    if (!in_words.empty()) json[name + "_as"] = in_words;
  };
  if (!step.performed()) return;
  if (reads(step.operation)) add("read", step.read, step.read_as);
  if (writes(step.operation)) add("written", step.written, step.written_as);
}

ordered_json json_of(const Trace& events, int index, const std::vector<Source>& sources, const Relations& relations) {
  const Step& step = events[static_cast<std::size_t>(index)];
  ordered_json json = {{"thread", step.thread}, {"operation", name(step.operation)}};
  json["section"] = name(step.section);
  if (step.operation == Operation::mark) {
    if (!step.text.empty()) json["text"] = step.text;
    return json;
  }
  if (step.operation != Operation::fence) json["variable"] = step.variable;
  const bool has_read = reads(step.operation) && step.performed();
  add_values(json, step);
  if (has_turn(step.operation)) json["order"] = is_plain(step.operation) ? "plain" : name(step.order);
  json["file"] = step.file;
  json["line"] = step.line;
  json["source"] = line_of(sources, step.file, step.line);
  if (has_read) {
    json["reads_from"] = step.reads_from < 0 ? ordered_json() : ordered_json(step.reads_from);
    json["stale"] = relations.stale(index);
  }
  if (const auto later = placed_before(events, index)) json["placed_before"] = *later;
  add_remarks(json, step);
  return json;
}

ordered_json json_of(const Variable& variable) {
  ordered_json json = {{"name", variable.name},
                       {"type", variable.truth ? "bool" : "integer"},
                       {"initial", value_json(variable.initial, variable.truth)}};
  if (!variable.initial_as.empty()) json["initial_as"] = variable.initial_as;
  json["coherence"] = variable.coherence;
  return json;
}

ordered_json json_of(const Schedule& schedule) {
  ordered_json tasks = ordered_json::array();
  for (const Task& task : schedule.tasks) {
    tasks.push_back({{"name", task.name},
                     {"priority", task.priority},
                     {"arrival", task.arrival},
                     {"script", task.script},
                     {"ticks", task.ticks}});
  }
  return {{"locks", schedule.locks}, {"tasks", tasks}};
}

ordered_json bounds_json(const Mix& mix) {
  ordered_json rounds = ordered_json::array();
  for (int i = 0; i < mix.threads; ++i) rounds.push_back(mix[i]);
  return {{"threads", mix.threads}, {"rounds", rounds}, {"readers", mix.readers}};
}

ordered_json claim_json(const std::optional<BypassClaim>& claim) {
  if (!claim) return nullptr;
  return {{"at_most", claim->at_most}, {"of_class", claim->of_class}};
}

ordered_json size_json(const Artifact& artifact) {
  return {{"events", shared_events(artifact)}, {"context_switches", context_switches(artifact)}};
}

// --- reading -----------------------------------------------------------------------------------------------------------

constexpr std::size_t most_text = 4096;
constexpr std::size_t most_source = 1 << 20;
constexpr std::size_t most_files = 64;
constexpr std::size_t most_edges = 1 << 18;
constexpr int most_rounds = 1000;
constexpr int most_times = 1 << 30;
constexpr int most_lines = 1 << 24;
constexpr int deepest = 8;
constexpr int most_tasks = 64;

int index_in(const Reader& reader, std::size_t size) {
  if (size == 0) reader.refuse("an event, of which there are none");
  return reader.number(0, static_cast<int>(size) - 1);
}

std::vector<int> indices(const Reader& reader, std::size_t size) {
  std::vector<int> all;
  reader.elements(Relations::most_events, [&](const Reader& r) { all.push_back(index_in(r, size)); });
  return all;
}

Mix mix_from(const Reader& reader) {
  Mix mix;
  mix.threads = reader.at("threads").number(0, max_threads);
  int thread = 0;
  const Reader rounds = reader.at("rounds");
  rounds.elements(static_cast<std::size_t>(max_threads),
                  [&](const Reader& r) { mix[thread++] = r.number(0, most_rounds); });
  if (thread != mix.threads) rounds.refuse(fmt::format("a number for each of {} threads", mix.threads));
  mix.readers = reader.at("readers").number(0, mix.threads);
  return mix;
}

std::string optional_text(const Reader& reader, const char* key) {
  return reader.has(key) ? reader.at(key).text(most_text) : "";
}

Variable variable_from(const Reader& reader) {
  Variable variable;
  variable.name = reader.at("name").text(most_text);
  const std::string type = reader.at("type").text(most_text);
  if (type != "bool" && type != "integer") reader.at("type").refuse("bool or integer");
  variable.truth = type == "bool";
  variable.initial = reader.at("initial").value(variable.truth);
  variable.initial_as = optional_text(reader, "initial_as");
  return variable;
}

std::vector<Variable> variables_from(const Reader& reader) {
  std::vector<Variable> variables;
  std::set<std::string> names;
  reader.elements(Relations::most_events, [&](const Reader& r) {
    variables.push_back(variable_from(r));
    if (!names.insert(variables.back().name).second) r.at("name").refuse("a name that no other variable has");
  });
  return variables;
}

bool flag(const Reader& reader, const char* key) { return reader.has(key) && reader.at(key).truth(); }

std::memory_order order_from(const Reader& reader, Operation operation) {
  if (!is_plain(operation)) return reader.choice<std::memory_order>();
  if (reader.text(most_text) != "plain") reader.refuse("\"plain\", of an access to plain data");
  return std::memory_order::relaxed;
}

void access_from(const Reader& reader, Step& step, const std::vector<Variable>& variables) {
  step.variable = reader.at("variable").text(most_text);
  const auto variable = std::ranges::find(variables, step.variable, &Variable::name);
  if (variable == variables.end()) reader.at("variable").refuse("one of the variables");
  step.truth = variable->truth;
  if (!step.performed()) return;
  if (reads(step.operation)) {
    step.read = reader.at("read").value(step.truth);
    step.read_as = optional_text(reader, "read_as");
  }
  if (writes(step.operation)) {
    step.written = reader.at("written").value(step.truth);
    step.written_as = optional_text(reader, "written_as");
  }
}

Step step_from(const Reader& reader, int threads, const std::vector<Variable>& variables) {
  Step step;
  step.thread = reader.at("thread").number(-1, threads - 1);
  step.operation = reader.at("operation").choice<Operation>();
  step.section = reader.at("section").choice<Section>();
  if (step.operation == Operation::mark) {
    if (reader.has("text")) step.text = reader.at("text").text(most_text);
    return step;
  }
  if (has_turn(step.operation)) step.order = order_from(reader.at("order"), step.operation);
  step.file = reader.at("file").text(most_text);
  step.line = reader.at("line").number(0, most_lines);
  step.waits = flag(reader, "waits");
  step.blocked = flag(reader, "blocked");
  step.races = flag(reader, "races");
  step.ended = flag(reader, "ended");
  if (reader.has("times")) step.times = reader.at("times").number(1, most_times);
  if (is_of_life(step.operation)) step.variable = reader.at("variable").text(most_text);
  if (accesses(step.operation)) access_from(reader, step, variables);
  return step;
}

// Checks that a read comes after the write that it reads from, and has the value that was written.
void link(const Reader& reader, Trace& events, std::size_t i) {
  Step& step = events[i];
  if (!reads(step.operation) || !step.performed()) return;
  const Reader from = reader.at("reads_from");
  if (from.is_null()) return;
  step.reads_from = index_in(from, i);
  const Step& write = events[static_cast<std::size_t>(step.reads_from)];
  if (!writes(write.operation) || write.variable != step.variable || write.written != step.read) {
    from.refuse("a write of that value to that variable");
  }
}

Trace events_from(const Reader& reader, int threads, const std::vector<Variable>& variables) {
  Trace events;
  reader.elements(Relations::most_events, [&](const Reader& r) {
    events.push_back(step_from(r, threads, variables));
    link(r, events, events.size() - 1);
  });
  return events;
}

// Checks that the modification order has every write of the variable, once.
void order_writes(const Reader& reader, Variable& variable, Trace& events) {
  variable.coherence = indices(reader, events.size());
  int position = 0;
  for (const int w : variable.coherence) {
    Step& write = events[static_cast<std::size_t>(w)];
    const bool fits =
        writes(write.operation) && write.performed() && write.variable == variable.name && write.position == 0;
    if (!fits) reader.refuse("its writes, each once");
    write.position = ++position;
  }
  const auto missing = [&](const Step& s) {
    return writes(s.operation) && s.performed() && s.variable == variable.name && s.position == 0;
  };
  if (std::ranges::any_of(events, missing)) reader.refuse("all of its writes");
}

std::vector<Edge> edges_from(const Reader& reader, std::size_t size) {
  std::vector<Edge> edges;
  reader.elements(most_edges, [&](const Reader& pair) {
    const std::vector<int> ends = indices(pair, size);
    if (ends.size() != 2) pair.refuse("a pair of events");
    edges.emplace_back(ends[0], ends[1]);
  });
  return edges;
}

std::optional<BypassClaim> claim_from(const Reader& reader) {
  if (reader.is_null()) return std::nullopt;
  return BypassClaim{.at_most = reader.at("at_most").number(0, most_rounds * max_threads),
                     .of_class = reader.at("of_class").text(most_text)};
}

std::optional<Schedule> schedule_from(const Reader& reader) {
  if (reader.is_null()) return std::nullopt;
  Schedule schedule;
  schedule.locks = reader.at("locks").number(0, most_tasks);
  reader.at("tasks").elements(most_tasks, [&](const Reader& r) {
    schedule.tasks.push_back({.name = r.at("name").text(most_text),
                              .priority = r.at("priority").number(0, most_rounds),
                              .arrival = r.at("arrival").number(0, most_times),
                              .script = r.at("script").text(most_text),
                              .ticks = r.at("ticks").text(most_source)});
  });
  return schedule;
}

std::vector<Source> sources_from(const Reader& reader) {
  std::vector<Source> sources;
  reader.elements(most_files, [&](const Reader& r) {
    sources.push_back({.file = r.at("file").text(most_text), .text = r.at("text").text(most_source)});
  });
  return sources;
}

// Refuses other versions: they have other members, and nothing of them is read.
void check_schema(const Reader& reader) {
  const std::string found = reader.at("schema").text(most_text);
  if (found == schema) return;
  constexpr std::string_view family = "turnstile.counterexample/";
  if (!found.starts_with(family)) reader.at("schema").refuse(fmt::format("\"{}\"", schema));
  throw NotACounterexample(
      fmt::format("schema is version {}; this program reads {}", found.substr(family.size()), schema));
}

const ClientRow* client_of(const Reader& reader, FindClient find_client) {
  const ClientRow* const client = find_client(reader.text(most_text));
  if (client == nullptr) reader.refuse("one of the names that there are");
  return client;
}

Artifact artifact_from(const Reader& reader, FindClient find_client) {
  check_schema(reader);
  Artifact a;
  a.algorithm = reader.at("algorithm").text(most_text);
  a.variant = reader.at("variant").text(most_text);
  a.property = reader.at("property").choice<Property>();
  a.kind = reader.at("kind").choice<Kind>();
  a.engine = reader.at("engine").choice<Engine>();
  a.model = reader.at("model").text(most_text);
  if (const Reader client = reader.at("client"); !client.is_null()) a.client = client_of(client, find_client);
  a.mix = mix_from(reader.at("bounds"));
  a.claim = claim_from(reader.at("claim"));
  a.sentence = reader.at("sentence").text(most_text);
  a.variables = variables_from(reader.at("variables"));
  a.events = events_from(reader.at("events"), a.mix.threads, a.variables);
  a.culprits = indices(reader.at("culprits"), a.events.size());
  std::size_t next = 0;
  reader.at("variables").elements(a.variables.size(), [&](const Reader& r) {
    order_writes(r.at("coherence"), a.variables[next++], a.events);
  });
  fill_newest(a);
  a.happens_before = edges_from(reader.at("happens_before"), a.events.size());
  if (const Reader cycle = reader.at("cycle"); !cycle.is_null()) a.cycle = index_in(cycle, a.events.size());
  a.schedule = schedule_from(reader.at("schedule"));
  a.sources = sources_from(reader.at("sources"));
  if (a.events.empty() && !a.schedule) reader.at("events").refuse("an execution: it is empty");
  return a;
}

nlohmann::json parsed(const std::string& text) {
  const auto shallow = [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    if (depth > deepest) throw NotACounterexample("nested too deeply");
    return true;
  };
  try {
    return nlohmann::json::parse(text, shallow);
  } catch (const nlohmann::json::exception& e) {
    throw NotACounterexample(fmt::format("no JSON: {}", e.what()));
  }
}

}  // namespace

std::string to_json(const Artifact& artifact) {
  const Relations relations(artifact.events);
  ordered_json json = {{"schema", schema},
                       {"algorithm", artifact.algorithm},
                       {"variant", artifact.variant},
                       {"property", name(artifact.property)},
                       {"kind", name(artifact.kind)},
                       {"engine", name(artifact.engine)},
                       {"model", artifact.model},
                       {"client", artifact.client ? ordered_json(artifact.client->name) : ordered_json()},
                       {"bounds", bounds_json(artifact.mix)},
                       {"claim", claim_json(artifact.claim)},
                       {"sentence", artifact.sentence},
                       {"culprits", artifact.culprits},
                       {"size", size_json(artifact)}};
  json["variables"] = ordered_json::array();
  for (const Variable& variable : artifact.variables) json["variables"].push_back(json_of(variable));
  json["events"] = ordered_json::array();
  for (int i = 0; i < static_cast<int>(artifact.events.size()); ++i) {
    json["events"].push_back(json_of(artifact.events, i, artifact.sources, relations));
  }
  json["happens_before"] = artifact.happens_before;
  json["cycle"] = or_null(artifact.cycle);
  json["schedule"] = artifact.schedule ? json_of(*artifact.schedule) : ordered_json();
  json["sources"] = ordered_json::array();
  for (const Source& source : artifact.sources) {
    json["sources"].push_back({{"file", source.file}, {"text", source.text}});
  }
  return json.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Artifact from_json(const std::string& text, FindClient find_client) {
  const nlohmann::json json = parsed(text);
  return artifact_from(Reader(json, ""), find_client);
}

Artifact read(const std::string& path, FindClient find_client) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw NotACounterexample("cannot be read");
  // One byte more than there may be: what is longer is refused without reading it.
  std::string text(most_bytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (file.bad()) throw NotACounterexample("cannot be read");
  if (text.size() > most_bytes) throw NotACounterexample(fmt::format("larger than {} MiB", most_bytes >> 20));
  return from_json(text, find_client);
}

}  // namespace turnstile::counterexample
