#include "models/engines/rc11/shrink.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "models/counterexample/linearization.hpp"
#include "models/engines/rc11/client.hpp"
#include "models/engines/rc11/needed.hpp"
#include "models/engines/rc11/watchdog.hpp"

namespace turnstile::rc11 {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }
int size_of(const Trace& events) { return static_cast<int>(events.size()); }

// Leaves out what the thread does from that event on, and what depends on it. Empty: the last event depends on it.
Trace without(const Trace& events, int first) {
  std::vector<bool> kept(events.size(), true);
  std::vector<int> stopped;
  for (int i = 0; i < size_of(events); ++i) {
    const Step& step = events[at(i)];
    const bool lost = i == first || std::ranges::find(stopped, step.thread) != stopped.end() ||
                      (step.reads_from != Step::initial && !kept[at(step.reads_from)]);
    if (!lost) continue;
    kept[at(i)] = false;
    stopped.push_back(step.thread);
  }
  return kept.back() ? those(events, kept) : Trace();
}

// Whether the step tells that an object began or ended: it does so where that belongs to the violation.
bool is_told(const Step& step) { return is_of_life(step.operation); }

// Keeps the least of what the thread does that still shows the violation.
Trace with_less_of(int thread, const Trace& events, Kind kind, Replayer& replayer) {
  for (int first = 0; first < size_of(events); ++first) {
    if (events[at(first)].thread != thread) continue;
    Trace fewer = without(events, first);
    const bool tells_all = std::ranges::count_if(fewer, is_told) == std::ranges::count_if(events, is_told);
    if (!fewer.empty() && tells_all && replayer.violates(fewer, kind)) return fewer;
  }
  return events;
}

int threads_in(const Trace& events) {
  int threads = 0;
  for (const Step& step : events) threads = std::max(threads, step.thread + 1);
  return threads;
}

}  // namespace

Trace shrunk(const Trace& events, Kind kind, const Options& options, Replayer& replayer) {
  Trace least = events;
  Trace needed = needed_of(events, kind, options);
  if (replayer.violates(needed, kind)) least = std::move(needed);
  if (kind == Kind::bypass) return least;
  const int last = ends_with_a_step(least) ? least.back().thread : -1;
  for (int thread = 0; last >= 0 && thread < threads_in(events); ++thread) {
    if (thread != last) least = with_less_of(thread, least, kind, replayer);
  }
  Trace ordered = counterexample::with_fewest_switches(least);
  return replayer.violates(ordered, kind) ? ordered : least;
}

void shrink(Result& result, MakeProgram make, const Mix& mix, const Options& options) {
  if (result.end != Result::End::violated) return;
  std::optional<Watchdog> watchdog;
  if (options.watched) watchdog.emplace(options.stuck_seconds, options.budget_seconds);
  Options with_lessons = options;
  with_lessons.limits.lessons = result.lessons;
  Replayer replayer(client_body(make, mix), with_lessons);
  result.trace = shrunk(result.trace, result.kind, with_lessons, replayer);
}

}  // namespace turnstile::rc11
