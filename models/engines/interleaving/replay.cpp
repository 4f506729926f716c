#include "models/engines/interleaving/replay.hpp"

#include <algorithm>
#include <mutex>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "models/counterexample/relations.hpp"
#include "models/counterexample/wording.hpp"
#include "models/engines/interleaving/rerun.hpp"
#include "models/vocabulary/answers.hpp"

namespace turnstile::interleaving {

namespace {

using counterexample::Artifact;
using counterexample::Replayed;

std::string said(const Step& step) {
  const std::string what = counterexample::phrase(step);
  return step.operation == Operation::fence ? what : fmt::format("{} ({})", what, name(step.order));
}

bool agree(const Step& now, const Step& then) {
  if (now.thread != then.thread || now.operation != then.operation || now.variable != then.variable) return false;
  if (now.order != then.order) return false;
  // The access was not performed when it was recorded, and has no values to compare.
  if (then.races) return true;
  if (reads(now.operation) && now.read != then.read) return false;
  return !writes(now.operation) || (now.written == then.written && now.position == then.position);
}

// Judges what a script has done.
class Comparison {
 public:
  Comparison(const Artifact& artifact, const Rerun& script)
      : artifact_(artifact), script_(script), then_(operations_of(artifact.events)) {
    replayed_.events = script.events();
    now_ = operations_of(replayed_.events);
  }

  Replayed result() {
    if (compare_steps() && all_was_performed() && take_over_sources() && is_consistent()) judge();
    drop_what_came_later();
    return std::move(replayed_);
  }

 private:
  [[nodiscard]] const Step& then(std::size_t i) const {
    return artifact_.events[static_cast<std::size_t>(then_[place(i)])];
  }
  [[nodiscard]] Step& now(std::size_t i) { return replayed_.events[static_cast<std::size_t>(now_[i])]; }
  // The place in the file: further turns of a cycle are like the first.
  [[nodiscard]] std::size_t place(std::size_t i) const {
    if (i < then_.size() || !artifact_.cycle) return i;
    const auto first = static_cast<std::size_t>(std::ranges::lower_bound(then_, *artifact_.cycle) - then_.begin());
    return first + (i - first) % (then_.size() - first);
  }

  bool differs(int step, std::string reason) {
    replayed_.end = Replayed::End::does_not_fit;
    replayed_.step = step;
    replayed_.reason = std::move(reason);
    return false;
  }

  bool compare_steps() {
    const std::size_t size = std::min(now_.size(), script_.performed());
    for (std::size_t i = 0; i < size; ++i) {
      if (i >= then_.size() && !artifact_.cycle) return goes_on(i);
      Step expected = then(i);
      if (i >= then_.size()) expected.position = now(i).position;
      if (agree(now(i), expected)) continue;
      return differs(then_[place(i)], fmt::format("{}: {} where the file has {}: {}", name_of(now(i).thread),
                                                  said(now(i)), name_of(expected.thread), said(expected)));
    }
    return true;
  }
  bool goes_on(std::size_t i) {
    return differs(static_cast<int>(artifact_.events.size()),
                   fmt::format("{}: {} where the file ends", name_of(now(i).thread), said(now(i))));
  }

  bool all_was_performed() {
    const std::size_t performed = script_.performed();
    if (performed >= then_.size()) return true;
    return differs(then_[performed], fmt::format("{} where the file has {}: {}", obstacle(),
                                                 name_of(then(performed).thread), said(then(performed))));
  }
  [[nodiscard]] std::string obstacle() const {
    if (script_.violation() != Kind::none) return fmt::format("it is over, with {},", name(script_.violation()));
    if (script_.given_up() != nullptr) return script_.given_up();
    return script_.obstacle().empty() ? "nobody can go on" : script_.obstacle();
  }

  // The value alone does not say which write a read saw. The file says it, and has to be right.
  bool take_over_sources() {
    for (std::size_t i = 0; i < then_.size(); ++i) {
      if (then(i).races && !take_over_race(i)) return differs(then_[i], "a race, but not at the end");
      if (then(i).races || !reads(now(i).operation)) continue;
      if (!take_over_source(i)) return differs(then_[i], fmt::format("{} did not write what was read", source_text(i)));
    }
    return true;
  }
  // Takes over a racing access, which was not performed when it was recorded.
  bool take_over_race(std::size_t i) {
    now(i).races = true;
    now(i).position = 0;
    now(i).reads_from = Step::initial;
    return i + 1 == then_.size();
  }
  [[nodiscard]] std::string source_text(std::size_t i) const {
    return then(i).reads_from == Step::initial ? "nobody" : fmt::format("event {}", then(i).reads_from);
  }
  bool take_over_source(std::size_t i) {
    const int source = then(i).reads_from;
    if (source == Step::initial) {
      now(i).reads_from = Step::initial;
      return now(i).read == initial_value(now(i).variable);
    }
    const auto found = std::ranges::find(then_, source);
    if (found == then_.end() || found >= then_.begin() + static_cast<std::ptrdiff_t>(i)) return false;
    const auto writer = static_cast<std::size_t>(found - then_.begin());
    now(i).reads_from = now_[writer];
    return writes(now(writer).operation) && now(writer).variable == now(i).variable &&
           now(writer).written == now(i).read;
  }
  // The value that a variable had in the beginning: its first access finds it so.
  [[nodiscard]] std::int64_t initial_value(const std::string& variable) const {
    const auto first = std::ranges::find(replayed_.events, variable, &Step::variable);
    return first->newest;
  }

  bool is_consistent() {
    const std::optional<std::string> failed = counterexample::Relations(script_events()).inconsistency();
    return failed ? differs(-1, *failed) : true;
  }

  void judge() {
    const bool race = artifact_.kind == Kind::data_race;
    const bool violated =
        race ? counterexample::Relations(script_events()).race().has_value() : script_.violation() == artifact_.kind;
    replayed_.end = violated ? Replayed::End::violates : Replayed::End::no_longer;
    if (violated) {
      mark_blocked();
      return;
    }
    replayed_.reason =
        script_.violation() != Kind::none
            ? fmt::format("today it is {}", name(script_.violation()))
            : fmt::format("nothing is violated{}", script_.way_out().empty() ? "" : ": " + script_.way_out());
  }

  // Marks the last round of each thread that waits for ever. It has to be part of the script.
  void mark_blocked() {
    for (Step& step : replayed_.events) step.blocked = false;
    if (!is_hang(artifact_.kind)) return;
    for (int thread = 0; thread < artifact_.mix.threads; ++thread) {
      const std::size_t left = mark_last_looks(thread, script_.blocked(thread));
      if (left == 0) continue;
      differs(static_cast<int>(artifact_.events.size()),
              fmt::format("{} looks again where the file ends", name_of(thread)));
    }
  }
  // The result is how many looks the script has too few.
  std::size_t mark_last_looks(int thread, std::size_t left) {
    for (std::size_t i = then_.size(); i-- > 0 && left > 0;) {
      if (now(i).thread != thread) continue;
      if (!now(i).waits) break;
      now(i).blocked = true;
      --left;
    }
    return left;
  }

  // Operations that were performed to see whether a thread can go on are not part of the execution, and neither are
  // further turns of a cycle.
  void drop_what_came_later() { replayed_.events = script_events(); }
  [[nodiscard]] Trace script_events() const {
    const std::size_t size = std::min(then_.size(), now_.size());
    Trace events = replayed_.events;
    if (now_.size() > size) events.resize(static_cast<std::size_t>(now_[size]));
    for (Step& step : events) step.repeated = false;
    return events;
  }

  const Artifact& artifact_;
  const Rerun& script_;
  std::vector<int> then_;
  std::vector<int> now_;
  Replayed replayed_;
};

}  // namespace

Replayed replay(const Artifact& artifact, MakeProgram make) {
  if (artifact.events.size() > counterexample::Relations::most_events) {
    return {.reason = fmt::format("more than {} events", counterexample::Relations::most_events), .events = {}};
  }
  static std::mutex one_at_a_time;
  const std::scoped_lock guard(one_at_a_time);
  Rerun script(artifact, make);
  script.run();
  return Comparison(artifact, script).result();
}

}  // namespace turnstile::interleaving
