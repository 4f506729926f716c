#include "models/engines/rc11/needed.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "models/counterexample/linearization.hpp"

namespace turnstile::rc11 {

using counterexample::Edge;

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }
int size_of(const Trace& events) { return static_cast<int>(events.size()); }

using Kept = std::vector<bool>;

// The place in modification order that a read has seen.
int seen(const Trace& events, const Step& read) {
  return read.reads_from == Step::initial ? 0 : events[at(read.reads_from)].position;
}

// Whether the access comes before the write in real time: by coherence order or from-read.
bool must_precede(const Trace& events, int access, int write) {
  const Step& a = events[at(access)];
  const Step& w = events[at(write)];
  if (access == write || !accesses(a.operation) || !writes(w.operation) || a.variable != w.variable) return false;
  return (writes(a.operation) && a.position < w.position) ||
         (reads(a.operation) && seen(events, a) < w.position && (!writes(a.operation) || a.position < w.position));
}

// Whether the event depends on the other one, and not by way of a third.
bool needs(const Trace& events, int event, int other, bool in_real_time) {
  const bool before = other < event && events[at(other)].thread == events[at(event)].thread;
  return before || other == events[at(event)].reads_from || (in_real_time && must_precede(events, other, event));
}

// An event, and all that it depends on. What main did before is part of everything.
Kept prefix_of(const Trace& events, int event, bool in_real_time) {
  Kept kept(events.size(), false);
  for (int i = 0; i < size_of(events) && events[at(i)].thread < 0; ++i) kept[at(i)] = true;
  std::vector<int> left = {event};
  while (!left.empty()) {
    const int i = left.back();
    left.pop_back();
    if (kept[at(i)]) continue;
    kept[at(i)] = true;
    for (int k = 0; k < size_of(events); ++k) {
      if (!kept[at(k)] && needs(events, i, k, in_real_time)) left.push_back(k);
    }
  }
  return kept;
}

bool enters(const Step& step, Section section) {
  return step.operation == Operation::mark && step.text.empty() && step.section == section;
}

// --- overtaking --------------------------------------------------------------------------------------------------------

class Overtaken {
 public:
  Overtaken(const Trace& events, int entry) : events_(events), entry_(entry) {
    for (int i = 0; i < entry; ++i) {
      const bool mine = events[at(i)].thread == events[at(entry)].thread;
      if (mine && enters(events[at(i)], Section::waiting)) doorway_ = i;
    }
    kept_ = prefix_of(events, entry, true);
    const Kept before = prefix_of(events, doorway_, true);
    for (int i = 0; i < size_of(events); ++i) {
      const bool counts = events[at(i)].thread != events[at(entry)].thread && enters(events[at(i)], Section::critical);
      if (counts && kept_[at(i)] && !before[at(i)]) entries_.push_back(i);
    }
  }

  // How often threads that conflict with the overtaken one overtake it.
  [[nodiscard]] int times(const Options& options) const {
    return static_cast<int>(std::ranges::count_if(entries_, [&](int i) {
      return !options.conflicts || options.conflicts(events_[at(i)].thread, events_[at(entry_)].thread);
    }));
  }

  // The events in real time, with the entry of the overtaken thread as the last one.
  [[nodiscard]] Trace told() const {
    std::vector<int> place(events_.size(), -1);
    Kept others = kept_;
    others[at(entry_)] = false;
    int n = 0;
    for (int i = 0; i < size_of(events_); ++i) {
      if (others[at(i)]) place[at(i)] = n++;
    }
    Trace rest = those(events_, others);
    rest.push_back(events_[at(entry_)]);
    std::vector<Edge> edges;
    edges.reserve(entries_.size());
    for (const int i : entries_) edges.emplace_back(place[at(doorway_)], place[at(i)]);
    for (int a = 0; a < size_of(rest); ++a) {
      for (int b = 0; b < size_of(rest); ++b) {
        if (must_precede(rest, a, b)) edges.emplace_back(a, b);
      }
    }
    return counterexample::with_fewest_switches(rest, edges);
  }

 private:
  const Trace& events_;
  int entry_;
  int doorway_ = 0;
  Kept kept_;
  std::vector<int> entries_;
};

using Size = std::pair<int, int>;
Size size(const Trace& events) {
  return {counterexample::context_switches(events), counterexample::shared_events(events)};
}

Trace overtaking(const Trace& events, const Options& options) {
  Trace best;
  for (int i = 0; i < size_of(events); ++i) {
    const Step& step = events[at(i)];
    if (step.thread < 0 || !enters(step, Section::critical)) continue;
    const bool claimed = options.claimed_of.empty() || options.classes.at(at(step.thread)) == options.claimed_of;
    const Overtaken overtaken(events, i);
    if (!claimed || overtaken.times(options) <= options.claimed_bypass.value_or(0)) continue;
    Trace told = overtaken.told();
    if (best.empty() || size(told) < size(best)) best = std::move(told);
  }
  return best.empty() ? events : best;  // the overtaken thread waits for ever
}

}  // namespace

Trace those(const Trace& events, const Kept& kept) {
  Trace rest;
  std::vector<int> place(events.size(), Step::initial);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!kept[i]) continue;
    place[i] = size_of(rest);
    rest.push_back(events[i]);
    int& from = rest.back().reads_from;
    if (from != Step::initial) from = place[at(from)];
  }
  return rest;
}

// Whether the last event of a thread completes the violation, and not that nothing follows.
bool ends_with_a_step(const Trace& events) {
  return !events.empty() && events.back().thread >= 0 && std::ranges::none_of(events, &Step::blocked);
}

Trace needed_of(const Trace& events, Kind kind, const Options& options) {
  if (kind == Kind::bypass) return overtaking(events, options);
  // A race, the use of what was freed, and a leak have a partner that the last event need not depend on.
  const bool has_partner = kind == Kind::data_race || kind == Kind::use_after_free || kind == Kind::leak;
  if (!ends_with_a_step(events) || has_partner) return events;
  return those(events, prefix_of(events, size_of(events) - 1, false));
}

}  // namespace turnstile::rc11
