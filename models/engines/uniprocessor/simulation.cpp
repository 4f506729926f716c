#include "models/engines/uniprocessor/simulation.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace turnstile::uniprocessor {

using Do = Instruction::Do;
using State = Processor::State;
using counterexample::Tick;

namespace {

// Whether min(n, m), or one, is promised here: the theorem on inheritance is about nested sections, without deadlock.
bool theorems_hold(const Scenario& scenario, Bound bound) {
  if (bound == Bound::none || !distinct_priorities(scenario) || !without_timeouts(scenario)) return false;
  return properly_nested(scenario) && (bound == Bound::ceiling || acyclic(scenario));
}

}  // namespace

Result Simulation::run(const Scenario& scenario, const Checks& checks) {
  scenario_ = &scenario;
  checks_ = checks;
  bounded_ = checks.inversion && theorems_hold(scenario, subject_.bound);
  for (std::size_t i = 0; i < scenario.tasks.size(); ++i) {
    states_[i].wants = nobody;
    states_[i].held.clear();
    states_[i].interval = states_[i].blocked_by = 0;
    states_[i].last_interval.fill(0);
  }
  owners_.fill(nobody);
  result_ = {};
  processor_.prepare(scenario);
  locks_ = subject_.make(processor_, scenario);
  result_.end = processor_.run([this](int self) { execute(self); });
  if (result_.end == End::deadlock && checks.progress) {
    found(Kind::deadlock, "every unfinished task waits for ever: " + who_waits());
  } else if (result_.end == End::livelock && checks.progress) {
    found(Kind::livelock, "a task keeps the processor and looks again and again, for ever: " + who_waits());
  } else if (result_.end == End::too_long) {
    undecided(fmt::format("an execution took more than {} ticks", Processor::most_ticks));
  }
  for (int task = 0; task < processor_.tasks(); ++task) {
    result_.most_blocked = std::max(result_.most_blocked, of(task).blocked_by);
  }
  locks_.reset();
  return result_;
}

counterexample::Schedule Simulation::schedule(const Scenario& scenario, const Checks& checks) {
  counterexample::Schedule schedule{.locks = scenario.locks, .tasks = {}};
  for (const Task& task : scenario.tasks) {
    schedule.tasks.push_back({.name = task.name,
                              .priority = task.priority,
                              .arrival = task.arrival,
                              .script = text(task.script),
                              .ticks = ""});
  }
  schedule_ = &schedule;
  run(scenario, checks);
  schedule_ = nullptr;
  return schedule;
}

std::string Simulation::show(const Scenario& scenario, const Checks& checks) {
  return counterexample::text(schedule(scenario, checks));
}

// --- the tasks -------------------------------------------------------------------------------------------------------

void Simulation::execute(int self) {
  const Script& script = scenario_->tasks[static_cast<std::size_t>(self)].script;
  for (std::size_t at = 0; at < script.size();) {
    const Instruction& instruction = script[at];
    switch (instruction.what) {
      case Do::run:
        for (int tick = 0; tick < instruction.ticks; ++tick) processor_.compute(self);
        ++at;
        break;
      case Do::unlock:
        release(self, instruction.lock);
        ++at;
        break;
      default:
        at = take(self, at);
    }
  }
}

std::size_t Simulation::take(int self, std::size_t at) {
  const Instruction& instruction = scenario_->tasks[static_cast<std::size_t>(self)].script[at];
  const bool timed = instruction.what == Do::try_lock_for;
  const Ticks deadline = processor_.now() + instruction.ticks;
  const bool cycle = closes_cycle(self, instruction.lock);
  of(self).wants = instruction.lock;
  const std::errc error =
      timed ? locks_->try_lock_for(instruction.lock, self, instruction.ticks) : locks_->lock(instruction.lock, self);
  of(self).wants = nobody;
  if (error == std::errc()) {
    entered(self, instruction.lock);
    return at + 1;
  }
  if (error == std::errc::timed_out && timed) {
    if (processor_.now() < deadline) undecided(name(self) + " was told that its time was over, before it was");
    ++result_.timed_out;
    return behind_unlock(self, at);
  }
  if (error != std::errc::resource_deadlock_would_occur || !cycle) {
    undecided(fmt::format("{} asked for {} and got an error without cause", name(self), lock_name(instruction.lock)));
  }
  ++result_.reported_deadlocks;
  return give_up(self, at);
}

// Finds the instruction behind the unlock of the lock that was not taken.
std::size_t Simulation::behind_unlock(int self, std::size_t at) const {
  const Script& script = scenario_->tasks[static_cast<std::size_t>(self)].script;
  const int lock = script[at].lock;
  while (at < script.size() && (script[at].what != Do::unlock || script[at].lock != lock)) ++at;
  return std::min(at + 1, script.size());
}

// Lets go of everything, and goes on behind the end of the critical section.
std::size_t Simulation::give_up(int self, std::size_t at) {
  const Script& script = scenario_->tasks[static_cast<std::size_t>(self)].script;
  std::size_t open = of(self).held.size() + 1;
  while (!of(self).held.empty()) release(self, of(self).held.back());
  for (++at; at < script.size() && open > 0; ++at) {
    if (script[at].what == Do::unlock) --open;
    if (script[at].what == Do::lock || script[at].what == Do::try_lock_for) ++open;
  }
  return at;
}

void Simulation::entered(int self, int lock) {
  if (owner(lock) != nobody) {
    const std::string reason = fmt::format("{} and {} both hold {}", name(owner(lock)), name(self), lock_name(lock));
    if (checks_.exclusion) found(Kind::overlap, reason);
    processor_.stop();
  }
  owner(lock) = self;
  if (of(self).held.empty()) ++of(self).interval;
  of(self).held.push_back(lock);
}

void Simulation::release(int self, int lock) {
  owner(lock) = nobody;
  std::erase(of(self).held, lock);
  if (locks_->unlock(lock, self) != std::errc()) {
    undecided(fmt::format("{} may not unlock {}, which it holds", name(self), lock_name(lock)));
  }
}

// --- what is watched -------------------------------------------------------------------------------------------------

void Simulation::settled() {
  if (checks_.invariants && subject_.keeps_books) check_invariants();
}

void Simulation::tick(int runs) {
  if (schedule_ != nullptr) record(runs);
  if (runs == nobody) return;
  count_blocking(runs);
  if (checks_.inversion) check_inversion(runs);
}

int Simulation::blocker(int task) const {
  if (const Resource<Platform>* resource = processor_.waits_for(task)) return resource->owner.read();
  return !subject_.keeps_books && of(task).wants != nobody ? owner(of(task).wants) : nobody;
}

// Whether `waiter` waits for a task, directly or through others.
bool Simulation::waits_for(int waiter, int whom) const {
  int link = blocker(waiter);
  for (int steps = 0; steps < processor_.tasks() && link != nobody; ++steps, link = blocker(link)) {
    if (link == whom) return true;
  }
  return false;
}

// Whether a task that asked for the lock now would wait for itself.
bool Simulation::closes_cycle(int self, int lock) const {
  int link = owner(lock);
  for (int steps = 0; steps <= processor_.tasks() && link != nobody; ++steps) {
    if (link == self) return true;
    link = blocker(link);
  }
  return false;
}

// What the task is entitled to, by the definition and not by the protocol's way to compute it: the highest base
// priority of the task itself and of all that wait for it.
int Simulation::due(int task) const {
  int priority = processor_.base(task);
  for (int other = 0; other < processor_.tasks(); ++other) {
    if (waits_for(other, task)) priority = std::max(priority, processor_.base(other));
  }
  return priority;
}

void Simulation::check_invariants() {
  for (int task = 0; task < processor_.tasks(); ++task) {
    if (processor_.effective(task) >= due(task)) continue;
    found(Kind::inheritance, fmt::format("{} has effective priority {}, but a task of priority {} waits for it",
                                         name(task), processor_.effective(task), due(task)));
  }
  for (int task = 0; task < processor_.tasks(); ++task) {
    if (processor_.effective(task) <= due(task)) continue;
    found(Kind::restoration, fmt::format("{} has effective priority {}, but is only entitled to {}", name(task),
                                         processor_.effective(task), due(task)));
  }
}

void Simulation::check_inversion(int runs) {
  for (int task = 0; task < processor_.tasks(); ++task) {
    // A task that waits for itself, in a cycle, does so for ever: that is a question of progress.
    const bool waits = processor_.state(task) == State::asleep && of(task).wants != nobody && !waits_for(task, task);
    if (waits && processor_.effective(runs) < processor_.effective(task) && !waits_for(task, runs)) {
      found(Kind::inversion,
            fmt::format("{} runs with priority {} while {} of priority {} waits, but not for {}", name(runs),
                        processor_.effective(runs), name(task), processor_.effective(task), name(runs)));
    }
  }
  for (int task = 0; bounded_ && task < processor_.tasks(); ++task) {
    if (of(task).blocked_by <= allowed(task)) continue;
    found(Kind::inversion,
          fmt::format("{} is blocked by {} critical sections of less urgent tasks, where {} allowed", name(task),
                      of(task).blocked_by, allowed(task) == 1 ? "1 is" : std::to_string(allowed(task)) + " are"));
  }
}

// A task is blocked by a critical section of a less urgent one that runs while it is here itself.
void Simulation::count_blocking(int runs) {
  if (of(runs).held.empty()) return;
  for (int task = 0; task < processor_.tasks(); ++task) {
    const bool here = processor_.state(task) == State::ready || processor_.state(task) == State::asleep;
    if (!here || processor_.base(task) <= processor_.base(runs)) continue;
    int& last = of(task).last_interval[static_cast<std::size_t>(runs)];
    if (last == of(runs).interval) continue;
    last = of(runs).interval;
    ++of(task).blocked_by;
  }
}

int Simulation::allowed(int task) const {
  if (subject_.bound == Bound::ceiling) return 1;
  int less_urgent = 0;
  for (int other = 0; other < processor_.tasks(); ++other) {
    if (processor_.base(other) < processor_.base(task)) ++less_urgent;
  }
  return std::min(less_urgent, scenario_->locks);
}

void Simulation::record(int runs) {
  const int now = static_cast<int>(processor_.now());
  for (int task = 0; task < processor_.tasks(); ++task) {
    set(*schedule_, task, now, task == runs ? of_running(task) : of_other(task));
  }
}

Tick Simulation::of_running(int task) const {
  const bool inside = !of(task).held.empty();
  const bool boosted = processor_.effective(task) > processor_.base(task);
  if (boosted) return inside ? Tick::runs_boosted : Tick::runs_boosted_outside;
  return inside ? Tick::runs_inside : Tick::runs;
}

Tick Simulation::of_other(int task) const {
  switch (processor_.state(task)) {
    case State::pending:
      return Tick::not_here_yet;
    case State::ready:
      return of(task).held.empty() ? Tick::ready : Tick::ready_inside;
    case State::asleep:
      return Tick::waits;
    case State::finished:
      break;
  }
  return Tick::gone;
}

// --- reports ---------------------------------------------------------------------------------------------------------

const std::string& Simulation::name(int task) const { return scenario_->tasks[static_cast<std::size_t>(task)].name; }

std::string Simulation::who_waits() const {
  std::string text;
  for (int task = 0; task < processor_.tasks(); ++task) {
    if (processor_.state(task) == State::finished || of(task).wants == nobody) continue;
    const int whom = blocker(task);
    text += fmt::format("{}{} for {}", text.empty() ? "" : "; ", name(task), lock_name(of(task).wants));
    if (whom != nobody) text += fmt::format(" ({} stands in its way)", name(whom));
  }
  return text;
}

void Simulation::found(Kind kind, std::string reason) {
  if (result_.kind != Kind::none) return;
  result_.kind = kind;
  result_.reason = std::move(reason);
  processor_.stop();
}

void Simulation::undecided(std::string reason) {
  if (result_.undecided || result_.kind != Kind::none) return;
  result_.undecided = true;
  result_.reason = std::move(reason);
  processor_.stop();
}

}  // namespace turnstile::uniprocessor
