#include "models/engines/interleaving/shrink.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <ranges>
#include <utility>
#include <vector>

#include "models/counterexample/coherence.hpp"
#include "models/counterexample/relations.hpp"
#include "models/engines/interleaving/replay.hpp"

namespace turnstile::interleaving {

namespace {

using counterexample::Artifact;
using counterexample::Relations;
using counterexample::Replayed;

// How many assignments of writes to reads are tried: few reads are stale, and few writes wrote the same.
constexpr int most_assignments = 2000;

bool is_mark(const Step& step) { return step.operation == Operation::mark; }

// The events in another order: `order[i]` is the old index of the new event i. Modification order stays as it is.
Trace reordered(const Trace& events, const std::vector<int>& order) {
  std::vector<int> place(events.size(), Step::initial);
  Trace result;
  for (const int i : order) {
    place[static_cast<std::size_t>(i)] = static_cast<int>(result.size());
    result.push_back(events[static_cast<std::size_t>(i)]);
  }
  for (Step& step : result) {
    if (step.reads_from >= 0) step.reads_from = place[static_cast<std::size_t>(step.reads_from)];
  }
  return result;
}

// Finds which write each read saw, where the engine does not know: it has guessed the newest of that value.
class Sources {
 public:
  explicit Sources(Trace& events) : events_(events) {
    for (std::size_t read = 0; read < events.size(); ++read) add_candidates(read);
  }

  // Whether RC11 allows some assignment: then the events have the first that it does.
  bool assign() {
    for (int tries = 0; tries < most_assignments; ++tries) {
      if (!Relations(events_).inconsistency()) return true;
      if (!next()) return false;
    }
    return false;
  }

 private:
  struct Choice {
    std::size_t read;
    std::vector<int> candidates;
    std::size_t taken = 0;
  };

  // An update sees the newest write, and so does a read of plain data.
  void add_candidates(std::size_t read) {
    const Operation operation = events_[read].operation;
    if (operation != Operation::load && operation != Operation::failed_compare_exchange) return;
    Choice choice{.read = read, .candidates = {}};
    for (std::size_t i = read; i-- > 0;) {
      const Step& write = events_[i];
      const bool fits =
          writes(write.operation) && write.variable == events_[read].variable && write.written == events_[read].read;
      if (fits) choice.candidates.push_back(static_cast<int>(i));
    }
    if (events_[read].read == initial_value(read)) choice.candidates.push_back(Step::initial);
    if (choice.candidates.size() > 1) choices_.push_back(std::move(choice));
  }
  [[nodiscard]] std::int64_t initial_value(std::size_t read) const {
    return std::ranges::find(events_, events_[read].variable, &Step::variable)->newest;
  }

  // Goes on to the next assignment as one counts, the last digit first; false: all have been taken.
  bool next() {
    for (Choice& choice : std::views::reverse(choices_)) {
      const bool turns_over = ++choice.taken == choice.candidates.size();
      if (turns_over) choice.taken = 0;
      events_[choice.read].reads_from = choice.candidates[choice.taken];
      if (!turns_over) return true;
    }
    return false;
  }

  Trace& events_;
  std::vector<Choice> choices_;
};

// Makes one artifact smaller.
class Shrinking {
 public:
  Shrinking(Artifact artifact, MakeProgram make) : artifact_(std::move(artifact)), make_(make) {}

  Artifact result() {
    if (!is_runnable()) return std::move(artifact_);
    drop_looks();
    drop_runs();
    drop_ends();
    merge_turns();
    return std::move(artifact_);
  }

 private:
  // Whether it can be run: runs it for the first time.
  bool is_runnable() {
    if (artifact_.cycle) drop_marks_after(*artifact_.cycle);
    if (!Sources(artifact_.events).assign()) {
      const std::string why = Relations(artifact_.events).inconsistency().value_or("");
      artifact_.model += "; RC11 does not allow this execution: " + why;
      return false;
    }
    const Replayed replayed = replay(artifact_, make_);
    if (replayed.end == Replayed::End::violates) {
      take(artifact_, replayed);
      return true;
    }
    if (violates_before(replayed)) return true;
    artifact_.model += "; it cannot be run again: " + replayed.reason;
    return false;
  }

  // Whether it violates before its last events: this platform can see a hang some looks earlier than the engine did.
  bool violates_before(const Replayed& replayed) {
    if (replayed.end != Replayed::End::does_not_fit || replayed.step <= 0 || artifact_.cycle) return false;
    Artifact candidate = artifact_;
    candidate.events.resize(static_cast<std::size_t>(replayed.step));
    return try_it(candidate);
  }

  void drop_marks_after(int first) {
    std::vector<bool> kept(artifact_.events.size(), true);
    for (auto i = static_cast<std::size_t>(first); i < kept.size(); ++i) kept[i] = !is_mark(artifact_.events[i]);
    if (std::optional<Trace> rest = part_of(artifact_.events, kept)) artifact_.events = std::move(*rest);
  }

  // Takes the candidate with the events as they ran: that tells where marks stand, and what variables held.
  void take(const Artifact& candidate, const Replayed& replayed) {
    const std::optional<std::size_t> cycle = operation_of_cycle(candidate);
    artifact_ = candidate;
    artifact_.events = replayed.events;
    if (cycle) artifact_.cycle = place_of_operation(artifact_.events, *cycle);
  }
  static std::optional<std::size_t> operation_of_cycle(const Artifact& artifact) {
    if (!artifact.cycle) return std::nullopt;
    const auto begin = artifact.events.begin();
    return static_cast<std::size_t>(
        std::count_if(begin, begin + *artifact.cycle, [](const Step& s) { return !is_mark(s); }));
  }
  static int place_of_operation(const Trace& events, std::size_t number) {
    int place = 0;
    for (const Step& step : events) {
      if (!is_mark(step) && number-- == 0) break;
      ++place;
    }
    return place;
  }

  // Takes the candidate if it still violates, and has no more stale reads than before.
  bool try_it(const Artifact& candidate) {
    const Replayed replayed = replay(candidate, make_);
    if (replayed.end != Replayed::End::violates || stale_reads(replayed.events) > stale_reads(artifact_.events))
      return false;
    take(candidate, replayed);
    return true;
  }
  static std::ptrdiff_t stale_reads(const Trace& events) { return std::ranges::count_if(events, &Step::stale); }

  bool try_part(const std::vector<bool>& kept) {
    std::optional<Trace> part = part_of(artifact_.events, kept);
    // Marks come back when it is run again.
    if (!part || counterexample::shared_events(*part) == counterexample::shared_events(artifact_.events)) return false;
    Artifact candidate = artifact_;
    candidate.events = std::move(*part);
    if (candidate.cycle) {
      const auto begin = kept.begin();
      candidate.cycle = static_cast<int>(std::count(begin, begin + *candidate.cycle, true));
    }
    return try_it(candidate);
  }

  // Drops rounds of awaits that changed nothing, all at once or one by one; the last round of a thread that waits for
  // ever stays.
  void drop_looks() {
    const auto is_needless = [](const Step& step) { return step.waits && !step.blocked && !writes(step.operation); };
    std::vector<bool> kept;
    for (const Step& step : artifact_.events) kept.push_back(!is_needless(step));
    if (try_part(kept)) return;
    for (std::size_t i = artifact_.events.size(); i-- > 0;) {
      if (i >= artifact_.events.size() || !is_needless(artifact_.events[i])) continue;
      std::vector<bool> without(artifact_.events.size(), true);
      without[i] = false;
      try_part(without);
    }
  }

  // Drops what several threads did in a row, from long to short: turns of loops that change nothing in the end.
  void drop_runs() {
    for (std::size_t length = artifact_.events.size() / 2; length > 0; length = length > 8 ? length / 2 : length - 1) {
      for (std::size_t first = 0; first + length <= artifact_.events.size();) {
        std::vector<bool> kept(artifact_.events.size(), true);
        std::fill_n(kept.begin() + static_cast<std::ptrdiff_t>(first), length, false);
        if (!try_part(kept)) ++first;
      }
    }
  }

  // Drops what a thread does last, as much of it as can go: it need not go on with what does not matter.
  void drop_ends() {
    for (int thread = artifact_.mix.threads - 1; thread >= 0; --thread) {
      for (int left = 0; left < operations_of(thread) && !try_part(beginning_of(thread, left)); ++left) {
      }
    }
  }
  [[nodiscard]] int operations_of(int thread) const {
    return static_cast<int>(std::ranges::count_if(
        artifact_.events, [&](const Step& step) { return step.thread == thread && !is_mark(step); }));
  }
  [[nodiscard]] std::vector<bool> beginning_of(int thread, int operations) const {
    std::vector<bool> kept;
    for (const Step& step : artifact_.events) {
      kept.push_back(step.thread != thread || operations > 0);
      if (step.thread == thread && !is_mark(step)) --operations;
    }
    return kept;
  }

  // Moves what a thread does in one turn to its turn before or after, where that makes fewer turns.
  void merge_turns() {
    while (try_to_merge()) {
    }
  }
  bool try_to_merge() {
    const std::vector<std::vector<int>> turns = turns_of(artifact_.events);
    for (std::size_t i = 0; i < turns.size(); ++i) {
      for (std::size_t j = 0; j < turns.size(); ++j) {
        if (i != j && thread_of(turns[i]) == thread_of(turns[j]) && try_moved(turns, i, j)) return true;
      }
    }
    return false;
  }
  [[nodiscard]] int thread_of(const std::vector<int>& turn) const {
    return artifact_.events[static_cast<std::size_t>(turn.front())].thread;
  }
  static std::vector<std::vector<int>> turns_of(const Trace& events) {
    std::vector<std::vector<int>> turns;
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (i == 0 || events[i - 1].thread != events[i].thread) turns.emplace_back();
      turns.back().push_back(static_cast<int>(i));
    }
    return turns;
  }
  bool try_moved(const std::vector<std::vector<int>>& turns, std::size_t from, std::size_t to) {
    std::vector<int> order;
    for (std::size_t i = 0; i < turns.size(); ++i) {
      if (i == from) continue;
      if (i == to && from < to) order.insert(order.end(), turns[from].begin(), turns[from].end());
      order.insert(order.end(), turns[i].begin(), turns[i].end());
      if (i == to && from > to) order.insert(order.end(), turns[from].begin(), turns[from].end());
    }
    Artifact candidate = artifact_;
    candidate.events = reordered(artifact_.events, order);
    if (candidate.cycle && !keeps_cycle(order, *candidate.cycle)) return false;
    return counterexample::context_switches(candidate.events) < counterexample::context_switches(artifact_.events) &&
           try_it(candidate);
  }
  // What goes round and what comes before it must not mix.
  static bool keeps_cycle(const std::vector<int>& order, int cycle) {
    return std::ranges::all_of(order.begin(), order.begin() + cycle, [cycle](int i) { return i < cycle; });
  }

  Artifact artifact_;
  MakeProgram make_;
};

}  // namespace

std::optional<Trace> part_of(const Trace& events, const std::vector<bool>& kept) {
  std::vector<int> order;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!kept[i]) continue;
    const int source = events[i].reads_from;
    if (source >= 0 && !kept[static_cast<std::size_t>(source)]) return std::nullopt;
    order.push_back(static_cast<int>(i));
  }
  Trace part = reordered(events, order);
  counterexample::number_writes(part);
  return part;
}

Artifact smallest(Artifact artifact, MakeProgram make) { return Shrinking(std::move(artifact), make).result(); }

}  // namespace turnstile::interleaving
