#include "models/counterexample/artifact.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

namespace turnstile::counterexample {

std::string full_name(const Artifact& artifact) {
  return artifact.variant.empty() ? artifact.algorithm : artifact.algorithm + "/" + artifact.variant;
}

std::string stem_of_file(const Artifact& artifact) {
  const std::string party = Party{.threads = artifact.mix.threads, .readers = artifact.mix.readers}.text();
  return fmt::format("{}.{}.{}.{}{}{}", artifact.algorithm, artifact.variant, name(artifact.property),
                     name(artifact.engine), party.empty() ? "" : ".", party);
}

std::string line_of(const std::vector<Source>& sources, const std::string& file, int line) {
  const auto source = std::ranges::find(sources, file, &Source::file);
  if (source == sources.end()) return "";
  std::istringstream lines(source->text);
  std::string text;
  for (int i = 0; i < line; ++i) {
    if (!std::getline(lines, text)) return "";
  }
  constexpr const char* space = " \t\r";
  const std::size_t first = text.find_first_not_of(space);
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(space) - first + 1);
}

void fill_newest(Artifact& artifact) {
  struct Newest {
    int position = 0;
    std::int64_t value = 0;
  };
  std::map<std::string, Newest> newest;
  for (const Variable& variable : artifact.variables)
    newest[variable.name] = {.position = 0, .value = variable.initial};
  for (Step& step : artifact.events) {
    if (!accesses(step.operation)) continue;
    Newest& before = newest[step.variable];
    step.newest = before.value;
    const bool newer = writes(step.operation) && !step.races && step.position > before.position;
    if (newer) before = {.position = step.position, .value = step.written};
  }
}

int shared_events(const Trace& events) {
  return static_cast<int>(std::ranges::count_if(
      events, [](const Step& step) { return step.operation != Operation::mark && step.thread >= 0; }));
}

int context_switches(const Trace& events) {
  int switches = 0;
  int last = -1;
  for (const Step& step : events) {
    if (step.thread < 0 || step.operation == Operation::mark) continue;
    if (last >= 0 && step.thread != last) ++switches;
    last = step.thread;
  }
  return switches;
}

}  // namespace turnstile::counterexample
