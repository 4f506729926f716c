#include "models/interleaving/replay.hpp"

#include <algorithm>
#include <mutex>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "models/counterexample/relations.hpp"
#include "models/counterexample/text.hpp"
#include "models/interleaving/runner.hpp"

namespace turnstile::interleaving {

namespace {

using counterexample::Artifact;
using counterexample::Replayed;

constexpr int main_thread = -1;
// A waiting round has fewer operations than this.
constexpr int longest_look = 64;
// Two rounds that are alike are waiting; the first may still finish what the script has begun.
constexpr int looks = 3;

bool is_operation(const Step& step) { return step.operation != Operation::mark; }

std::vector<int> operations_of(const Trace& events) {
  std::vector<int> operations;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (is_operation(events[i])) operations.push_back(static_cast<int>(i));
  }
  return operations;
}

bool is_hang(Kind kind) {
  return kind == Kind::deadlock || kind == Kind::remainder_blocks || kind == Kind::readers_excluded;
}

std::string name_of(int thread) { return thread == main_thread ? "main" : fmt::format("thread {}", thread); }

Observer::Settings settings_of(const Artifact& artifact) {
  Observer::Settings settings = turnstile::settings_of(artifact.client.value());
  settings.step_limit = 2000 + 4 * artifact.events.size();
  if (artifact.claim) {
    settings.claimed_bypass = artifact.claim->at_most;
    settings.claimed_of = artifact.claim->of_class == "reader" ? Role::reader : Role::writer;
  }
  return settings;
}

// The execution, step by step.
class Script final : public Runner {
 public:
  Script(const Artifact& artifact, MakeProgram make)
      : Runner(make, artifact.mix, settings_of(artifact)),
        artifact_(artifact),
        operations_(operations_of(artifact.events)),
        started_(static_cast<std::size_t>(artifact.mix.threads)) {}

  void run();

  // The operations that were performed, with marks in between, up to the end of the script.
  [[nodiscard]] Trace events() const { return observer().trace(ending().kind); }
  [[nodiscard]] Kind violation() const { return ending().kind; }
  // Operations performed in place of the script's, those of further turns of a cycle among them.
  [[nodiscard]] std::size_t performed() const { return performed_; }
  // Why the script could not go on.
  [[nodiscard]] const std::string& obstacle() const { return obstacle_; }
  // How many operations of a thread are the round that it repeats for ever; 0: it does not wait.
  [[nodiscard]] std::size_t blocked(int thread) const {
    return !finished(thread) && observer().waits(thread) ? observer().size_of_round(thread) : 0;
  }
  [[nodiscard]] const char* given_up() const { return ending().given_up; }
  // Why the script's end is no hang.
  [[nodiscard]] const std::string& way_out() const { return way_out_; }

  void before_operation() override;
  void pass() override;

 private:
  [[nodiscard]] std::size_t size() const { return operations_.size(); }
  [[nodiscard]] const Step& event(std::size_t operation) const {
    return artifact_.events[static_cast<std::size_t>(operations_[operation])];
  }
  // Of the script that is next; nothing: it has ended.
  [[nodiscard]] const Step* next() const;
  void run_script();
  bool take_step(int thread);
  void start_those_marked();
  void go_round();
  [[nodiscard]] bool all_take_part(std::size_t first) const;
  void look_again();
  void look_again(int thread);
  [[nodiscard]] bool all_finished() const;

  const Artifact& artifact_;
  std::vector<int> operations_;
  std::optional<std::size_t> cycle_;  // the operation from which it goes round
  std::size_t performed_ = 0;
  std::vector<bool> started_;
  bool may_go_ = false;   // the thread that was resumed, by one operation
  bool looking_ = false;  // beyond the script
  int looked_ = 0;
  std::string obstacle_;
  std::string way_out_;
};

// --- outside of the fibers -------------------------------------------------------------------------------------------

void Script::run() {
  Program& program = begin(true);
  run_alone([&program] { program.before(); });
  if (over()) return;
  start_threads(program);
  run_script();
  if (over() || !obstacle_.empty()) return;
  if (artifact_.cycle) {
    go_round();
  } else if (all_finished()) {
    run_alone([&program] { program.after(); });
  } else if (is_hang(artifact_.kind)) {
    look_again();
  }
}

const Step* Script::next() const {
  if (performed_ < size()) return &event(performed_);
  if (!cycle_) return nullptr;
  return &event(*cycle_ + (performed_ - *cycle_) % (size() - *cycle_));
}

void Script::run_script() {
  while (!over()) {
    start_those_marked();
    const Step* step = next();
    if (step == nullptr || (step->thread == main_thread && all_finished())) return;
    if (!take_step(step->thread)) return;
  }
}

// A thread that enters its waiting section may be overtaken before its first operation.
void Script::start_those_marked() {
  const int from = performed_ == 0 ? 0 : operations_[std::min(performed_, size()) - 1];
  for (auto i = static_cast<std::size_t>(from); i < artifact_.events.size(); ++i) {
    const int thread = artifact_.events[i].thread;
    if (performed_ < size() && static_cast<int>(i) == operations_[performed_]) return;
    if (thread == main_thread || started_[static_cast<std::size_t>(thread)] || finished(thread)) continue;
    started_[static_cast<std::size_t>(thread)] = true;
    set_thread(thread);
    resume();
  }
}

bool Script::take_step(int thread) {
  const std::size_t before = performed_;
  if (thread == main_thread) {
    obstacle_ = "main goes on only when all threads have finished";
  } else if (finished(thread)) {
    obstacle_ = fmt::format("{} has finished", name_of(thread));
  } else {
    started_[static_cast<std::size_t>(thread)] = true;
    set_thread(thread);
    may_go_ = true;
    resume();
    if (performed_ == before && !over()) obstacle_ = fmt::format("{} takes no step more", name_of(thread));
  }
  return obstacle_.empty();
}

// The rest of the script again and again, until the observer has seen enough.
void Script::go_round() {
  const auto first = std::ranges::lower_bound(operations_, *artifact_.cycle);
  const auto index = static_cast<std::size_t>(first - operations_.begin());
  if (index == size() || !all_take_part(index)) {
    way_out_ = "not every thread that is left takes part in the cycle";
    return;
  }
  cycle_ = index;
  run_script();
}

// Who is left out could go on, and might end it: only what goes round under a fair schedule is a livelock.
bool Script::all_take_part(std::size_t first) const {
  for (int thread = 0; thread < mix().threads; ++thread) {
    bool takes_part = finished(thread);
    for (std::size_t i = first; i < size(); ++i) takes_part |= event(i).thread == thread;
    if (!takes_part) return false;
  }
  return true;
}

// All who are left look once more at what they wait for, until the observer has seen that nobody can go on.
void Script::look_again() {
  const std::uint64_t changes = observer().changes();
  looking_ = true;
  for (int look = 0; look < looks; ++look) {
    for (int thread = 0; thread < mix().threads; ++thread) {
      if (finished(thread)) continue;
      look_again(thread);
      if (over()) return;
      if (finished(thread) || looked_ > longest_look || observer().changes() != changes) {
        way_out_ = fmt::format("{} can go on", name_of(thread));
        return;
      }
    }
  }
  way_out_ = "somebody can go on";
}

void Script::look_again(int thread) {
  looked_ = 0;
  set_thread(thread);
  may_go_ = true;
  resume();
}

bool Script::all_finished() const {
  for (int thread = 0; thread < mix().threads; ++thread) {
    if (!finished(thread)) return false;
  }
  return true;
}

// --- on the fiber that runs ------------------------------------------------------------------------------------------

void Script::before_operation() {
  if (observer().abandoned()) leave_for_good();
  while (!alone() && !looking_ && !may_go_) leave();
  if (looking_) {
    // Nobody waits in a round of so many operations.
    if (++looked_ > longest_look) leave();
    return tell(nullptr);
  }
  may_go_ = false;
  const Step* step = next();
  const bool sees_what_it_is_told =
      step != nullptr && (step->operation == Operation::load || step->operation == Operation::failed_compare_exchange);
  tell(sees_what_it_is_told ? step : nullptr);
  ++performed_;
}

void Script::pass() { leave(); }

// --- what came of it -------------------------------------------------------------------------------------------------

std::string said(const Step& step) {
  const std::string what = phrase(step);
  return step.operation == Operation::fence ? what : fmt::format("{} ({})", what, name(step.order));
}

bool agree(const Step& now, const Step& then) {
  if (now.thread != then.thread || now.operation != then.operation || now.variable != then.variable) return false;
  if (now.order != then.order) return false;
  // It was not performed when it was recorded.
  if (then.races) return true;
  if (reads(now.operation) && now.read != then.read) return false;
  return !writes(now.operation) || (now.written == then.written && now.position == then.position);
}

// Judges what a script has done.
class Comparison {
 public:
  Comparison(const Artifact& artifact, const Script& script)
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
  // Further turns of a cycle are like the first.
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

  // Which write a read saw the value alone does not say: the file does, and has to be right.
  bool take_over_sources() {
    for (std::size_t i = 0; i < then_.size(); ++i) {
      if (then(i).races && !take_over_race(i)) return differs(then_[i], "a race, but not at the end");
      if (then(i).races || !reads(now(i).operation)) continue;
      if (!take_over_source(i)) return differs(then_[i], fmt::format("{} did not write what was read", source_text(i)));
    }
    return true;
  }
  // Which was not performed when it was recorded.
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
  // Its first access finds it as it was in the beginning.
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

  // Of who waits for ever, the last round, which has to be part of the script.
  void mark_blocked() {
    for (Step& step : replayed_.events) step.blocked = false;
    if (!is_hang(artifact_.kind)) return;
    for (int thread = 0; thread < artifact_.mix.threads; ++thread) {
      const std::size_t left = mark_last_looks(thread, script_.blocked(thread));
      if (left > 0)
        differs(static_cast<int>(artifact_.events.size()),
                fmt::format("{} looks again where the file ends", name_of(thread)));
    }
  }
  // How many there are too few.
  std::size_t mark_last_looks(int thread, std::size_t left) {
    for (std::size_t i = then_.size(); i-- > 0 && left > 0;) {
      if (now(i).thread != thread) continue;
      if (!now(i).waits) break;
      now(i).blocked = true;
      --left;
    }
    return left;
  }

  // What was done to see whether anybody can go on, and further turns of a cycle, are not part of the execution.
  void drop_what_came_later() { replayed_.events = script_events(); }
  [[nodiscard]] Trace script_events() const {
    const std::size_t size = std::min(then_.size(), now_.size());
    Trace events = replayed_.events;
    if (now_.size() > size) events.resize(static_cast<std::size_t>(now_[size]));
    for (Step& step : events) step.repeated = false;
    return events;
  }

  const Artifact& artifact_;
  const Script& script_;
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
  Script script(artifact, make);
  script.run();
  return Comparison(artifact, script).result();
}

}  // namespace turnstile::interleaving
