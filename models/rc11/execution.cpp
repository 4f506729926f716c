#include "models/rc11/execution.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace turnstile::rc11 {

namespace {

// What fits into a Ref.
constexpr int most_events_of_thread = 30'000;

constinit thread_local Execution* running_execution = nullptr;

}  // namespace

std::string text(const Place& where) { return std::string(where.file_name()) + ":" + std::to_string(where.line()); }

Execution::Execution(std::function<void()> body, const Limits& limits)
    : body_(std::move(body)), limits_(limits), exploration_(limits.spurious_failures) {
  limits_.events_of_thread = std::min(limits_.events_of_thread, most_events_of_thread);
}

Execution::~Execution() = default;

Execution::Running::Running(Execution& execution) : outer_(std::exchange(running_execution, &execution)) {}
Execution::Running::~Running() { running_execution = outer_; }

Execution& Execution::current() { return *running_execution; }
bool Execution::running() { return running_execution != nullptr; }

Ending Execution::run() {
  const Running running(*this);
  reset();
  start(0, 0, body_);
  replay();
  if (!ending_) extend();
  return ending_ ? *ending_ : judge();
}

void Execution::reset() {
  for (Thread& t : threads_) t.state = Thread::State::absent;
  memory_.reset();
  plain_.reset();
  ending_.reset();
  kind_ = Kind::none;
  reason_.clear();
}

void Execution::start(int thread, int creator, std::function<void()> body) {
  Thread& t = at(thread);
  t.state = Thread::State::ready;
  t.body = std::move(body);
  t.creator = creator;
  t.name = thread == 0 ? 0 : at(creator).name * graph_threads + static_cast<std::uint64_t>(at(creator).created);
  t.created = t.next = 0;
  t.update_pending = false;
  t.depth = 0;
  t.writes = t.plain_writes = 0;
  t.watch.begin_anew(0);
  t.section = Section::remainder;
  t.waits_from = 0;
  t.passages.clear();
  t.fiber.start(memory_.stack(thread), Memory::stack_size, &Execution::run_thread, this);
}

void Execution::run_thread(void* execution) {
  auto& self = *static_cast<Execution*>(execution);
  try {
    if (self.current_ != 0) self.begin_thread();
    self.me().body();
    if (self.current_ != 0) self.end_thread();
  } catch (const std::exception& e) {
    self.give_up(std::string("the program threw: ") + e.what());
  } catch (...) {
    self.give_up("the program threw");
  }
  self.park(Thread::State::finished);
}

void Execution::resume(int thread) {
  current_ = thread;
  Thread& t = at(thread);
  for (std::size_t i = 0; i < t.depth; ++i) t.rounds[i].before.go_on(surroundings());
  if (t.watch.state.active()) t.watch.state.go_on(surroundings());
  t.state = Thread::State::ready;
  t.fiber.resume();
}

void Execution::park(Thread::State state) {
  Thread& t = me();
  t.state = state;
  for (std::size_t i = 0; i < t.depth; ++i) t.rounds[i].before.pause(surroundings());
  if (t.watch.state.active()) t.watch.state.pause(surroundings());
  t.fiber.leave();
}

// --- replay ----------------------------------------------------------------------------------------------------------

bool Execution::can_replay(const Thread& t) const {
  switch (t.state) {
    case Thread::State::ready:
      return true;
    case Thread::State::awaits_replay:
      return thread(t.awaited.thread).next > t.awaited.index;
    case Thread::State::joins:
      return thread(t.joined).state == Thread::State::finished;
    default:
      return false;
  }
}

void Execution::replay() {
  replaying_ = true;
  for (bool progress = true; progress;) {
    progress = false;
    for (int t = 0; t < graph_threads; ++t) {
      if (!can_replay(thread(t))) continue;
      progress = true;
      resume(t);
      if (ending_) return;
    }
  }
  replaying_ = false;
  check_replayed();
}

// A thread that did not come to the end of its events has done something else this time.
void Execution::check_replayed() {
  for (int t = 0; t < graph().threads(); ++t) {
    if (thread(t).next >= graph().length(t)) continue;
    ending_ = Ending::unknown;
    const Event& missing = graph().of(t)[static_cast<std::size_t>(thread(t).next)];
    reason_ = "the client is not deterministic: an operation did not happen again: " + text(missing.where);
    return;
  }
}

// --- extension -------------------------------------------------------------------------------------------------------

// A function of the graph alone: TruSt depends on that. Threads are compared by who created them, since their numbers
// depend on how the graph came about.
int Execution::next_to_extend() const {
  int best = -1;
  for (int i = 0; i < graph_threads; ++i) {
    const Thread& t = thread(i);
    const bool joins = t.state == Thread::State::joins && thread(t.joined).state == Thread::State::finished;
    if (t.state != Thread::State::ready && t.state != Thread::State::at_frontier && !joins) continue;
    if (t.update_pending) return i;  // the read of a read-modify-write was revisited: nothing may come between
    if (best < 0 || t.name < thread(best).name) best = i;
  }
  return best;
}

void Execution::extend() {
  for (int t = next_to_extend(); t >= 0 && !ending_; t = next_to_extend()) resume(t);
}

Ending Execution::judge() const {
  for (const Thread& t : threads_) {
    if (t.state != Thread::State::absent && t.state != Thread::State::finished) return Ending::blocked;
  }
  return Ending::complete;
}

// --- endings ---------------------------------------------------------------------------------------------------------

void Execution::end(Ending ending, Kind kind, const std::string& reason) {
  ending_ = ending;
  kind_ = kind;
  reason_ = reason;
  park(Thread::State::blocked);
  std::terminate();  // nobody resumes a thread of an execution that has ended
}

void Execution::violated(Kind kind, const std::string& reason) {
  if (supposing_) throw Abandoned{};
  end(Ending::violated, kind, reason);
}

void Execution::give_up(const std::string& reason) {
  if (supposing_) throw Abandoned{};
  end(Ending::unknown, Kind::none, reason);
}

}  // namespace turnstile::rc11
