#include "models/engines/observation/observer.hpp"

#include <algorithm>
#include <map>
#include <ranges>
#include <utility>

#include "models/vocabulary/answers.hpp"
#include "models/vocabulary/name_table.hpp"
#include "models/vocabulary/row.hpp"

namespace turnstile {

namespace {

constexpr std::size_t most_supposed_writes = 256;
// Threads that were told to stop do so at their next wait; until then they may take some steps more.
constexpr std::uint64_t steps_after_limit = 1000;
// Between two operations a thread leaves a section and calls, or returns and enters one.
constexpr std::uint64_t marks_per_step = 2;
constexpr int main_thread = -1;

}  // namespace

Observer::Observer(Settings settings) : settings_(settings) {
  recorded_.reserve((settings_.step_limit + steps_after_limit) * (1 + marks_per_step));
  undo_.reserve(most_supposed_writes);
}

void Observer::execution_begins(Program& program, const Mix& mix, bool record) {
  program_ = &program;
  mix_ = mix;
  recording_ = record;
  if (!record) ++tally_.executions;  // the one that is recorded is a repetition, for its trace
  threads_ = {};
  for (int i = 0; i < mix.threads; ++i) threads_[index(i)].finished = mix[i] == 0;
  steps_ = step_of_last_entry_ = changes_ = 0;
  abandoned_ = supposing_ = released_ = main_ = false;
  recorded_.clear();
  undo_.clear();
  unfinished_.reset();
}

void Observer::enter(int thread, Section section) {
  if (supposing_) return;
  Section& now = threads_[index(thread)].section;
  if (section != now) record({.thread = thread, .section = section, .event = {.operation = Operation::mark}});
  now = section;
  if (section == Section::critical) step_of_last_entry_ = steps_;
}

void Observer::mark(int thread, const Mark& mark) {
  if (supposing_) return;
  const Section section = threads_[index(thread)].section;
  record({.thread = thread, .section = section, .event = {.operation = Operation::mark}, .mark = mark});
}

void Observer::record(const Recorded& step) {
  if (!recording_ || recorded_.size() == recorded_.capacity()) return;
  recorded_.push_back(step);
  if (main_) recorded_.back().thread = main_thread;
}

void Observer::about_to(int thread, const Event& event) {
  unfinished_ = {.thread = thread, .section = threads_[index(thread)].section, .event = event};
}

bool Observer::note(int thread, const Event& event) {
  unfinished_.reset();
  Thread& me = threads_[index(thread)];
  if (me.in_round) me.current.add(event);
  if (event.changes()) ++changes_;
  record({.thread = thread, .section = me.section, .event = event});
  ++tally_.steps;
  return ++steps_ != settings_.step_limit;
}

bool Observer::overtaken(int times, Role role) {
  int& most = role == Role::writer ? tally_.overtaken : tally_.readers_overtaken;
  most = std::max(most, times);
  return settings_.claimed_bypass < 0 || settings_.claimed_of != role || times <= settings_.claimed_bypass;
}

// --- waiting ---------------------------------------------------------------------------------------------------------

void Observer::Round::add(const Event& event) {
  if (size == most) {
    overflow = true;
    return;
  }
  looks[size++] = {
      .operation = event.operation, .variable = event.variable, .read = event.read, .written = event.written};
  may_differ |= event.stale() || event.failed_by_mistake;
}

bool Observer::Round::same_as(const Round& other) const {
  return !overflow && size == other.size && std::equal(looks.begin(), looks.begin() + size, other.looks.begin());
}

bool Observer::Round::looked_at(const void* variable) const {
  return std::any_of(looks.begin(), looks.begin() + size, [&](const Look& look) { return look.variable == variable; });
}

void Observer::round_begins(int thread) {
  Thread& me = threads_[index(thread)];
  if (me.section == Section::exit) tally_.exit_waits = true;
  me.in_round = true;
  me.current = Round{};
  me.current.changes_before = changes_;
  me.current.first_step = recorded_.size();
}

void Observer::round_succeeded(int thread) {
  Thread& me = threads_[index(thread)];
  me.in_round = me.failed_before = me.repeats = false;
}

void Observer::round_failed(int thread) {
  Thread& me = threads_[index(thread)];
  me.in_round = false;
  const bool alike = me.failed_before && me.current.same_as(me.last);
  me.repeats = alike && !me.current.may_differ && me.last.changes_before == changes_;
  mark_failed(thread, me.current.first_step, alike);
  // After a repetition the first of the alike rounds stays the witness, as long as memory does.
  if (!me.repeats) me.last = me.current;
  me.failed_before = true;
}

bool Observer::waits(int thread) const {
  const Thread& me = threads_[index(thread)];
  return me.repeats && !me.in_round && me.last.changes_before == changes_;
}

bool Observer::waits_in_try(int thread) const {
  const Thread& me = threads_[index(thread)];
  return me.section == Section::trying && me.failed_before;
}

bool Observer::should_look_again(int thread) const {
  const Thread& me = threads_[index(thread)];
  return me.failed_before && !me.repeats && me.last.changes_before == changes_;
}

bool Observer::nobody_can_go_on() const {
  bool somebody_unfinished = false;
  for (int i = 0; i < mix_.threads; ++i) {
    if (threads_[index(i)].finished) continue;
    somebody_unfinished = true;
    if (!waits(i)) return false;
  }
  return somebody_unfinished;
}

void Observer::mark_failed(int thread, std::size_t first_step, bool repeated) {
  for (std::size_t i = first_step; i < recorded_.size(); ++i) {
    if (recorded_[i].thread != thread) continue;
    recorded_[i].waits = true;
    recorded_[i].repeated = repeated;
  }
}

// --- the end of an execution -----------------------------------------------------------------------------------------

void Observer::abandon() {
  if (std::exchange(abandoned_, true)) return;
  ++tally_.blocked;
  if (steps_ >= settings_.step_limit) ++tally_.cut;
}

Kind Observer::kind_of_hang() {
  if (settings_.hang_means != Kind::none) return settings_.hang_means;
  for (int i = 0; i < mix_.threads; ++i) {
    if (threads_[index(i)].finished && mix_.fewer_than_others(i) && would_release(i)) return Kind::remainder_blocks;
  }
  return Kind::deadlock;
}

std::optional<Kind> Observer::kind_of_endless_run() const {
  const bool somebody_entered_lately = step_of_last_entry_ > settings_.step_limit / 2;
  if (somebody_entered_lately) return std::nullopt;
  return Kind::livelock;
}

bool Observer::would_release(int finished_thread) {
  supposing_ = true;
  released_ = false;
  try {
    program_->another_round(finished_thread);
  } catch (const Abandoned&) {
    // The thread has to wait itself; what it wrote until then counts.
  }
  undo_supposed();
  supposing_ = false;
  return released_;
}

void Observer::suppose_write(void* variable, std::int64_t before, bool changes, void (*restore)(void*, std::int64_t)) {
  if (undo_.size() == undo_.capacity()) throw Abandoned{};
  undo_.push_back({.variable = variable, .before = before, .restore = restore});
  if (!changes) return;
  for (int i = 0; i < mix_.threads; ++i) {
    const Thread& other = threads_[index(i)];
    released_ |= !other.finished && other.last.looked_at(variable);
  }
}

void Observer::undo_supposed() {
  for (; !undo_.empty(); undo_.pop_back()) undo_.back().restore(undo_.back().variable, undo_.back().before);
}

// --- the trace -------------------------------------------------------------------------------------------------------

namespace {

// The writes of each variable so far. A value that is read is taken to come from the newest write that wrote it: on
// platforms that do not say more, that is a guess where a read is stale.
class Writes {
 public:
  void connect(Trace& trace, const void* variable) {
    Step& step = trace.back();
    std::vector<int>& writes = writes_[variable];
    if (turnstile::reads(step.operation)) {
      const auto wrote = [&](int write) { return trace[static_cast<std::size_t>(write)].written == step.read; };
      const auto newest_first = std::views::reverse(writes);
      const auto newest = std::ranges::find_if(newest_first, wrote);
      if (newest != newest_first.end()) step.reads_from = *newest;
    }
    if (!turnstile::writes(step.operation)) return;
    writes.push_back(static_cast<int>(trace.size()) - 1);
    step.position = static_cast<int>(writes.size());
  }

 private:
  std::map<const void*, std::vector<int>> writes_;
};

}  // namespace

bool Observer::blocked(std::size_t step) const {
  const int thread = recorded_[step].thread;
  return thread != main_thread && !threads_[index(thread)].finished && waits(thread) && recorded_[step].waits &&
         step >= threads_[index(thread)].current.first_step;
}

Step Observer::step(const Recorded& recorded, const std::string& variable) const {
  const Event& event = recorded.event;
  return {.thread = recorded.thread,
          .operation = event.operation,
          .variable = variable,
          .truth = event.truth,
          .read = event.read,
          .written = event.written,
          .newest = event.newest,
          .order = event.order,
          .file = event.where.file_name(),
          .line = static_cast<int>(event.where.line()),
          .section = recorded.section,
          .text = text(recorded.mark),
          .waits = recorded.waits,
          .repeated = recorded.repeated};
}

Trace Observer::trace(Kind violation) const {
  NameTable names;
  if (program_ != nullptr) program_->describe(names);
  Trace trace;
  Writes writes;
  const auto append = [&](const Recorded& recorded) {
    const void* variable = recorded.event.variable;
    trace.push_back(step(recorded, variable == nullptr ? "" : names.of(variable)));
    if (variable != nullptr) writes.connect(trace, variable);
  };
  for (std::size_t i = 0; i < recorded_.size(); ++i) {
    append(recorded_[i]);
    trace.back().blocked = is_hang(violation) && blocked(i);
  }
  if (violation == Kind::data_race && unfinished_) {
    trace.push_back(step(*unfinished_, names.of(unfinished_->event.variable)));
    trace.back().races = true;
  }
  return trace;
}

Observer::Settings settings_of(const ClientRow& client) {
  return {.at_hang = client.must_end ? AtHang::violated : AtHang::abandon,
          .hang_means = client.hangs_as,
          .waiting_is_wrong = client.waiting_is_wrong};
}

}  // namespace turnstile
