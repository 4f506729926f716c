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
    std::string in_words{};
  };
  std::map<std::string, Newest> newest;
  for (const Variable& variable : artifact.variables)
    newest[variable.name] = {.position = 0, .value = variable.initial, .in_words = variable.initial_as};
  for (Step& step : artifact.events) {
    if (!accesses(step.operation)) continue;
    Newest& before = newest[step.variable];
    step.newest = before.value;
    step.newest_as = before.in_words;
    const bool newer = writes(step.operation) && step.performed() && step.position > before.position;
    if (newer) before = {.position = step.position, .value = step.written, .in_words = step.written_as};
  }
}

namespace {

constexpr int main_thread = -1;

int shared_events_from(int first_thread, const Trace& events) {
  return static_cast<int>(std::ranges::count_if(
      events, [&](const Step& step) { return step.operation != Operation::mark && step.thread >= first_thread; }));
}

int context_switches_from(int first_thread, const Trace& events) {
  int switches = 0;
  std::optional<int> last;
  for (const Step& step : events) {
    if (step.thread < first_thread || step.operation == Operation::mark) continue;
    if (last && step.thread != *last) ++switches;
    last = step.thread;
  }
  return switches;
}

int first_thread_of(const Artifact& artifact) { return main_takes_part(artifact) ? main_thread : 0; }

}  // namespace

int shared_events(const Trace& events) { return shared_events_from(0, events); }
int context_switches(const Trace& events) { return context_switches_from(0, events); }

bool main_takes_part(const Artifact& artifact) { return artifact.client == nullptr && !artifact.schedule; }
int shared_events(const Artifact& artifact) { return shared_events_from(first_thread_of(artifact), artifact.events); }
int context_switches(const Artifact& artifact) {
  return context_switches_from(first_thread_of(artifact), artifact.events);
}

}  // namespace turnstile::counterexample
