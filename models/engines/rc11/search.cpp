#include "models/engines/rc11/search.hpp"

#include <algorithm>
#include <limits>
#include <thread>
#include <utility>

#include "models/counterexample/linearization.hpp"
#include "models/engines/rc11/hang.hpp"
#include "models/engines/rc11/needed.hpp"
#include "models/engines/rc11/watchdog.hpp"
#include "models/vocabulary/name_table.hpp"

namespace turnstile::rc11 {

namespace {

// So many executions pass between two looks at the clock.
constexpr unsigned executions_between_reports = 64;

void name_variable(Step& step, const void* address, const NameTable& names) {
  if (address == nullptr) return;
  if (names.has(address) || step.variable.empty()) step.variable = names.of(address);
  const auto* in_words = names.values_of(address);
  if (in_words == nullptr || !accesses(step.operation) || !step.performed()) return;
  if (reads(step.operation)) step.read_as = (*in_words)(step.read);
  if (writes(step.operation)) step.written_as = (*in_words)(step.written);
  step.newest_as = (*in_words)(step.newest);
}

void name_variables(Recorded& recorded, const NameTable& names) {
  for (std::size_t i = 0; i < recorded.steps.size(); ++i) {
    name_variable(recorded.steps[i], recorded.addresses[i], names);
  }
}

}  // namespace

Search::Search(const std::function<Body()>& make_body, const Options& options)
    : make_body_(make_body), options_(options) {
  shared_.push_back({.graph = std::make_unique<Graph>(), .alternatives = {Alternative{}}});
}

double Search::seconds() const { return std::chrono::duration<double>(SteadyClock::now() - start_).count(); }

Result Search::run() {
  const auto whole_worker = [this] {
    std::optional<Watchdog> watchdog;
    if (options_.watched) watchdog.emplace(options_.stuck_seconds, options_.budget_seconds);
    Worker worker(make_body_(), options_);
    work(worker);
    worker.tally.graphs = worker.execution.exploration().graphs();
    worker.tally.bytes = worker.execution.exploration().bytes();
    worker.tally.spurious_limited = worker.execution.exploration().spurious_limited();
    const std::lock_guard lock(mutex_);
    merge(worker.tally);
  };
  std::vector<std::jthread> helpers;
  for (int i = 1; i < options_.jobs; ++i) helpers.emplace_back(whole_worker);
  whole_worker();
  helpers.clear();  // joins
  conclude();
  result_.share = result_.complete ? 1 : share_;
  result_.seconds = seconds();
  return std::move(result_);
}

// A violation that was found after an undecided execution still counts.
void Search::conclude() {
  if (learnt_ && !ended_) {
    result_.end = Result::End::learnt;
    return;
  }
  if (!result_.undecided.empty() && result_.end != Result::End::violated) {
    ended_ = true;
    result_.end = Result::End::unknown;
    result_.reason = result_.undecided;
  }
  if (!ended_) result_.end = Result::End::searched;
  result_.complete = !ended_ && result_.cut == 0;
}

void Search::merge(const Result& tally) {
  result_.executions += tally.executions;
  result_.blocked += tally.blocked;
  result_.discarded += tally.discarded;
  result_.cut += tally.cut;
  result_.graphs += tally.graphs;
  result_.bytes += tally.bytes;
  result_.exit_waits |= tally.exit_waits;
  result_.spurious_limited |= tally.spurious_limited;
  if (result_.undecided.empty()) result_.undecided = tally.undecided;
  if (tally.cut > 0 && result_.reason.empty()) result_.reason = tally.reason;
  for (const auto& [name, measured] : tally.bypass) result_.bypass[name].add(measured);
}

// --- sharing the work ------------------------------------------------------------------------------------------------

void Search::work(Worker& worker) {
  while (next(worker)) {
    explore(worker);
    if (hungry_.load(std::memory_order_relaxed) > 0) hand_over(worker);
    const bool counted = options_.most_executions > 0;
    if (++worker.since_told >= executions_between_reports || counted || Watchdog::takes_tick()) tell(worker);
  }
  tell(worker);
}

bool Search::next(Worker& worker) {
  while (!stop_.load(std::memory_order_relaxed)) {
    if (worker.execution.exploration().next()) return true;
    std::optional<Task> task = wait_for_task();
    if (!task) return false;
    worker.execution.exploration().begin(std::move(*task));
  }
  changed_.notify_all();
  return false;
}

std::optional<Task> Search::wait_for_task() {
  std::unique_lock lock(mutex_);
  ++idle_;
  hungry_.fetch_add(1, std::memory_order_relaxed);
  if (idle_ == std::max(options_.jobs, 1) && shared_.empty()) stop_ = true;
  changed_.notify_all();
  changed_.wait(lock, [&] { return stop_ || !shared_.empty(); });
  hungry_.fetch_sub(1, std::memory_order_relaxed);
  if (stop_) return std::nullopt;
  --idle_;
  Task task = std::move(shared_.front());
  shared_.pop_front();
  return task;
}

void Search::hand_over(Worker& worker) {
  if (!worker.execution.exploration().can_share()) return;
  const std::lock_guard lock(mutex_);
  if (!shared_.empty()) return;
  shared_.push_back(worker.execution.exploration().share());
  changed_.notify_all();
}

// --- one graph -------------------------------------------------------------------------------------------------------

void Search::explore(Worker& worker) {
  judge(worker, worker.execution.run());
  if (!options_.shrinking || !size_) return;
  if (++executions_since_ >= options_.shrinking->executions) stop_ = true;
}

void Search::judge(Worker& worker, Ending ending) {
  Execution& execution = worker.execution;
  switch (ending) {
    case Ending::complete:
      ++worker.tally.executions;
      break;
    case Ending::blocked:
      ++worker.tally.blocked;
      note_waiting_exits(worker);
      break;
    case Ending::again:
    case Ending::discarded:
      ++worker.tally.discarded;
      return;
    case Ending::cut:
      ++worker.tally.cut;
      worker.tally.reason = execution.reason();
      return;
    case Ending::learnt:
      return begin_anew(execution.lessons());
    case Ending::undecided:
      worker.tally.undecided = execution.reason();
      return;
    case Ending::violated:
      return finish(worker, Result::End::violated, execution.kind(), execution.reason(), true);
    case Ending::unknown:
      return finish(worker, Result::End::unknown, Kind::none, execution.reason(), false);
  }
  if (worker.body.after) worker.body.after(execution, ending);
  if (options_.measure_bypass) measure_bypass(worker);
  if (ending == Ending::blocked && options_.hangs == Hangs::violated) judge_hang(worker);
}

void Search::begin_anew(const Lessons& lessons) {
  const std::lock_guard lock(mutex_);
  if (!learnt_) result_.lessons = lessons;
  learnt_ = true;
  stop_ = true;
  changed_.notify_all();
}

void Search::judge_hang(Worker& worker) {
  Execution& execution = worker.execution;
  switch (hang_of(execution)) {
    case Hang::no:
      return;
    case Hang::undecided:
      worker.tally.undecided = why_undecided(execution);
      return;
    case Hang::yes:
      const Kind kind = worker.body.kind_of_hang ? worker.body.kind_of_hang(execution) : Kind::deadlock;
      return finish(worker, Result::End::violated, kind, "no thread can go on", true);
  }
}

void Search::note_waiting_exits(Worker& worker) const {
  for (int t = 0; t < graph_threads; ++t) {
    const Thread& thread = worker.execution.thread(t);
    const bool waits = thread.state == Thread::State::blocked || thread.state == Thread::State::asleep;
    worker.tally.exit_waits |= waits && thread.section == Section::exit;
  }
}

void Search::measure_bypass(Worker& worker) {
  int worst = 0;
  for (const Overtaking& overtaking : worker.bypass.count(worker.execution, options_.conflicts)) {
    const auto seat = static_cast<std::size_t>(Execution::seat(overtaking.thread));
    const std::string of_class = seat < max_threads ? options_.classes[seat] : "";
    worker.tally.bypass[of_class].add({.bound = overtaking.times, .exact = worker.bypass.exact()});
    if (options_.claimed_of.empty() || options_.claimed_of == of_class) worst = std::max(worst, overtaking.times);
  }
  if (options_.claimed_bypass && worst > *options_.claimed_bypass && worker.bypass.exact()) {
    finish(worker, Result::End::violated, Kind::bypass,
           "a waiting thread was overtaken " + std::to_string(worst) + " times", true);
  }
}

Trace Search::trace_of(Worker& worker) {
  Recorded recorded = worker.execution.record();
  NameTable names;
  if (worker.body.describe) worker.body.describe(worker.execution, names);
  name_variables(recorded, names);
  return std::move(recorded.steps);
}

void Search::compare(Worker& worker, const Shrinking& shrinking, Kind kind, const std::string& reason) {
  if (kind != shrinking.kind.value_or(size_ ? result_.kind : kind)) return;
  const Trace recorded = trace_of(worker);
  const Trace needed = needed_of(recorded, kind, options_);
  const std::pair size(counterexample::fewest_switches(needed).value_or(std::numeric_limits<int>::max()),
                       counterexample::shared_events(needed));
  if (!size_ || size < *size_) {
    const std::lock_guard lock(mutex_);
    size_ = size;
    ended_ = true;
    result_.end = Result::End::violated;
    result_.kind = kind;
    result_.reason = reason;
    result_.trace = recorded;
  }
  if (++violations_ >= shrinking.violations) stop_ = true;
}

bool Search::leave_undecided(Worker& worker, Kind kind) {
  if (!worker.execution.disputed()) return false;
  worker.tally.undecided = std::string(name(kind)) +
                           " in executions that C++20 forbids by its letter, although compilers may show them "
                           "(LWG 3941; docs/rc11.md, which SC order)";
  return true;
}

void Search::finish(Worker& worker, Result::End end, Kind kind, const std::string& reason, bool with_trace) {
  if (end == Result::End::violated && leave_undecided(worker, kind)) return;
  const bool shrinks = options_.shrinking && options_.jobs <= 1;
  if (shrinks && end == Result::End::violated) return compare(worker, *options_.shrinking, kind, reason);
  const std::lock_guard lock(mutex_);
  if (std::exchange(ended_, true)) return;
  result_.end = end;
  result_.kind = kind;
  result_.reason = reason;
  if (with_trace) result_.trace = trace_of(worker);
  stop_ = true;
  changed_.notify_all();
}

// --- budget and progress ---------------------------------------------------------------------------------------------

bool Search::over_budget() const {
  if (options_.budget_seconds > 0 && seconds() > options_.budget_seconds) return true;
  return options_.most_executions > 0 && executions_ + blocked_ >= options_.most_executions;
}

void Search::tell(Worker& worker) {
  worker.since_told = 0;
  const std::lock_guard lock(mutex_);
  share_ += worker.execution.exploration().take_done();
  executions_ += worker.tally.executions - worker.told_executions;
  blocked_ += worker.tally.blocked - worker.told_blocked;
  worker.told_executions = worker.tally.executions;
  worker.told_blocked = worker.tally.blocked;
  if (options_.on_progress && seconds() - last_progress_ >= options_.progress_seconds) {
    last_progress_ = seconds();
    options_.on_progress({.executions = executions_, .blocked = blocked_, .share = share_, .seconds = last_progress_});
  }
  if (stop_ || !over_budget()) return;
  stop_ = true;
  if (!std::exchange(ended_, true)) {
    result_.end = Result::End::out_of_budget;
    result_.reason = "the budget was used up";
  }
}

}  // namespace turnstile::rc11
