#include "models/engines/uniprocessor/processor.hpp"

#include <algorithm>
#include <cstdlib>

namespace turnstile::uniprocessor {

namespace machine {

namespace {

// Whether the caller is a task of a simulation.
bool simulating() { return Processor::current != nullptr && Processor::current->running() != nobody; }

}  // namespace

void operation() {
  if (simulating()) Processor::current->operation();
}
void changed() {
  if (simulating()) Processor::current->changed();
}
void block(const void* variable) {
  if (simulating()) Processor::current->block(variable);
}
void notify(const void* variable, bool all) {
  if (simulating()) Processor::current->notify(variable, all);
}
Look round_begins() { return simulating() ? Processor::current->round_begins() : Look{}; }
void round_succeeded() {
  if (simulating()) Processor::current->round_succeeded();
}
void round_failed(const Look& began) {
  if (!simulating()) std::abort();  // outside of a simulation nobody ever changes anything
  Processor::current->round_failed(began);
}

}  // namespace machine

Processor::~Processor() {
  if (current == this) current = nullptr;
}

void Processor::prepare(const Scenario& scenario) {
  tasks_ = static_cast<int>(scenario.tasks.size());
  for (int task = 0; task < tasks_; ++task) {
    const Task& spec = scenario.tasks.at(static_cast<std::size_t>(task));
    of(task) = {};
    of(task).base = of(task).effective = spec.priority;
    of(task).arrival = spec.arrival;
  }
  resources_.clear();
  running_ = guard_ = nobody;
  over_ = false;
  end_ = End::finished;
  now_ = waits_ = 0;
  turns_ = changes_ = 0;
}

End Processor::run(const std::function<void(int)>& body) {
  current = this;
  for (int task = 0; task < tasks_; ++task) fiber(task).start([&body, task] { body(task); });
  admit();
  while (!over_ && !all_finished()) {
    const int next = choose();
    if (next == nobody) {
      if (!something_pending()) return End::deadlock;
      pass_time(nobody);
      continue;
    }
    running_ = next;
    fiber(next).resume();
    if (fiber(next).finished()) of(next).state = State::finished;
    running_ = nobody;
  }
  return end_;
}

// --- which task runs -------------------------------------------------------------------------------------------------

int Processor::choose() const {
  int best = nobody;
  for (int task = 0; task < tasks_; ++task) {
    if (of(task).state == State::ready && (best == nobody || goes_first(task, best))) best = task;
  }
  return best;
}

bool Processor::goes_first(int a, int b) const {
  if (of(a).effective != of(b).effective) return of(a).effective > of(b).effective;
  if (of(a).base != of(b).base) return of(a).base > of(b).base;
  if (a == running_ || b == running_) return a == running_;
  return of(a).ready_since < of(b).ready_since;
}

bool Processor::all_finished() const {
  return std::all_of(states_.begin(), states_.begin() + tasks_,
                     [](const TaskState& task) { return task.state == State::finished; });
}

bool Processor::something_pending() const {
  return std::any_of(states_.begin(), states_.begin() + tasks_, [](const TaskState& task) {
    return task.state == State::pending || (task.state == State::asleep && task.deadline != never);
  });
}

bool Processor::somebody_else_could_go_on() const {
  for (int task = 0; task < tasks_; ++task) {
    const bool spins_in_vain = of(task).spins && of(task).spins_since == changes_;
    if (task != running_ && of(task).state == State::ready && !spins_in_vain) return true;
  }
  return false;
}

void Processor::make_ready(int task) {
  of(task).state = State::ready;
  of(task).deadline = never;
  of(task).ready_since = ++turns_;
}

void Processor::admit() {
  for (int task = 0; task < tasks_; ++task) {
    const TaskState& me = of(task);
    const bool arrives = me.state == State::pending && me.arrival <= now_;
    const bool waited_long_enough = me.state == State::asleep && me.deadline <= now_;
    if (arrives || waited_long_enough) make_ready(task);
  }
}

void Processor::pass_time(int runs) {
  watcher_.tick(runs);
  if (++now_ > most_ticks && !over_) {
    over_ = true;
    end_ = End::too_long;
  }
  admit();
}

void Processor::spend(int self) {
  pass_time(self);
  give_way(self);
}

// Goes back to the processor if the execution is over, or another task is to run now.
void Processor::give_way(int self) {
  if (over_ || (guard_ == nobody && choose() != self)) leave_fiber(self);
}

void Processor::leave_fiber(int self) {
  fiber(self).leave();
  if (over_) std::abort();  // an execution that is over is not resumed
}

void Processor::stop(End end) {
  over_ = true;
  end_ = end;
  if (running_ != nobody) leave_fiber(running_);
}

// --- the scheduler ---------------------------------------------------------------------------------------------------

void Processor::set_waits_for(int task, const Resource<Platform>* resource) {
  of(task).waits_for = resource;
  if (resource != nullptr) of(task).waits_since = ++waits_;
}

void Processor::enter(int self) {
  if (guard_ != nobody) std::abort();  // nobody is preempted inside, and the guard is not reentrant
  guard_ = self;
}

void Processor::leave(int self) {
  guard_ = nobody;
  watcher_.settled();
  give_way(self);
}

void Processor::sleep(int self) { fall_asleep(self, never); }

bool Processor::sleep_until(int self, Ticks deadline) {
  fall_asleep(self, deadline);
  return of(self).woken;
}

void Processor::fall_asleep(int self, Ticks deadline) {
  guard_ = nobody;
  of(self).woken = false;
  of(self).deadline = deadline;
  of(self).state = State::asleep;
  admit();  // the deadline may be now
  watcher_.settled();
  leave_fiber(self);
  guard_ = self;
}

void Processor::wake(int task) {
  of(task).woken = true;
  if (of(task).state == State::asleep) make_ready(task);
}

// --- the platform ----------------------------------------------------------------------------------------------------

void Processor::operation() {
  if (guard_ == nobody) spend(running_);
}

void Processor::block(const void* variable) {
  const int self = running_;
  of(self).variable = variable;
  of(self).state = State::asleep;
  leave_fiber(self);
}

// Wakes the most urgent of the tasks that wait, as a system with fixed priorities does.
void Processor::notify(const void* variable, bool all) {
  for (;;) {
    int best = nobody;
    for (int task = 0; task < tasks_; ++task) {
      const bool waits = of(task).state == State::asleep && of(task).variable == variable;
      if (waits && (best == nobody || of(task).effective > of(best).effective)) best = task;
    }
    if (best == nobody) break;
    of(best).variable = nullptr;
    make_ready(best);
    if (!all) break;
  }
  give_way(running_);
}

// A condition keeps no state: on the same memory it fails again. So if no other task can get the processor before
// memory changes, nothing will ever change.
void Processor::round_failed(const machine::Look& began) {
  of(running_).spins = true;
  of(running_).spins_since = changes_;
  if (changes_ == began.changes) {
    // Inside the guard no other task runs, and none would get past it.
    if (guard_ != nobody) stop(End::deadlock);
    if (!something_pending()) stop(somebody_else_could_go_on() ? End::livelock : End::deadlock);
  }
  if (now_ == began.now) spend(running_);
}

}  // namespace turnstile::uniprocessor
