#include "models/engines/rc11/execution.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "models/engines/rc11/consistency.hpp"
#include "models/engines/rc11/statics.hpp"

namespace turnstile::rc11 {

namespace {

// This many fit into a Ref.
constexpr int most_events_of_thread = 30'000;

}  // namespace

bool same_place(const Place& a, const Place& b) {
  return a.line() == b.line() && a.column() == b.column() && a.file_name() == b.file_name();
}

std::string text(const Place& where) {
  if (Execution::running() && Execution::current().says_places()) return Execution::current().interpreted_place();
  return std::string(where.file_name()) + ":" + std::to_string(where.line());
}

Execution::Execution(std::function<void()> body, const Limits& limits, OrderTaken order_taken)
    : body_(std::move(body)),
      limits_(limits),
      order_taken_(std::move(order_taken)),
      exploration_(limits.spurious_failures, limits.seq_cst) {
  limits_.events_of_thread = std::min(limits_.events_of_thread, most_events_of_thread);
}

Execution::~Execution() {
  for (const int t : started_) at(t).forget_body();
}

Execution::Running::Running(Execution& execution) : outer_(std::exchange(running_execution, &execution)) {}
Execution::Running::~Running() { running_execution = outer_; }

void Execution::run_once() {
  reset();
  start(0, 0);
  replaying_ = true;
  at_frontier_ = 0;
  updating_ = nobody;
  current_ = nobody;
  switch_to(next_to_run());
  statics.give_up();
}

Ending Execution::run_again() {
  const Running running(*this);
  pattern_ = first_pattern;
  comparison_.reset();
  for (run_once(); ending_ == Ending::again; run_once()) pattern_ = ~pattern_;
  const Ending ending = ending_ ? *ending_ : judge();
  if (ending == Ending::cut) reason_ = cut_;
  if (undecided_.empty() || ending == Ending::violated || ending == Ending::unknown || ending == Ending::learnt) {
    return ending;
  }
  reason_ = undecided_;
  return Ending::undecided;
}

void Execution::reset() {
  const InEngine counts_as_progress;
  for (const int t : started_) {
    at(t).state = Thread::State::absent;
    at(t).forget_body();
  }
  started_.clear();
  memory_.reset();
  plain_.reset();
  storage_.reset();
  thread_locals_.note();
  cut_.clear();
  ending_.reset();
  kind_ = Kind::none;
  waits_wrongly_ = false;
  reason_.clear();
  undecided_.clear();
  supposition_.forget_interruption();
  engine_overflowed = false;
  asks_for_leaks_ = false;
}

void Execution::start(int thread, int creator) {
  Thread& t = at(thread);
  t.begin_anew(graph().of(thread));
  t.creator = creator;
  t.name = thread == 0 ? 0 : at(creator).name * graph_threads + static_cast<std::uint64_t>(at(creator).created);
  t.fiber.start(memory_.stack(thread), Memory::stack_size, &Execution::run_thread, this);
  const auto name = [&](int other) { return at(other).name; };
  started_.insert(std::ranges::upper_bound(started_, t.name, {}, name), thread);
}

void Execution::run_thread(void* execution) {
  auto& self = *static_cast<Execution*>(execution);
  try {
    if (self.current_ == 0) {
      turnstile_rc11_clear(self.pattern_);
      self.call_main();
      self.note_effect();
    } else {
      self.begin_thread();
      turnstile_rc11_clear(self.pattern_);
      self.call_body();
      self.end_thread();
      if (self.asks_for_leaks_) self.check_leaks();
    }
  } catch (const std::exception& e) {
    self.give_up(std::string("the program threw: ") + e.what());
  } catch (...) {
    self.give_up("the program threw");
  }
  self.park(Thread::State::finished);
}

void Execution::call_main() const {
  const InProgram its_turn;
  body_();
}

// Destroys the thread's callable as soon as it has returned.
void Execution::call_body() {
  const InProgram its_turn;
  me().body();
  me().body = nullptr;
}

// --- scheduling ------------------------------------------------------------------------------------------------------

// The current thread can go no further. It chooses the next one itself, which saves the way over a scheduler.
void Execution::park(Thread::State state) {
  check_thread_locals();
  me().state = state;
  const int next = next_to_run();
  if (next == current_) {
    me().state = Thread::State::ready;
  } else if (me().is_compared()) {
    leave_to(next);
  } else {
    switch_to(next);
  }
}

// Overrules whatever else was found: the threads have had one such variable for all of them.
void Execution::check_thread_locals() {
  const std::string* const changed = thread_locals_.changed();
  if (changed == nullptr || ending_ == Ending::unknown) return;
  ending_ = Ending::unknown;
  kind_ = Kind::none;
  reason_ = "the client changes the thread_local variable `" + *changed +
            "`, and all of its threads have the same one here (" + after_last_operation().substr(1) + ")";
}

// Takes care that what others change meanwhile does not count as this thread's doing.
[[gnu::noinline]] void Execution::leave_to(int next) {
  Thread& t = me();
  for (std::size_t i = 0; i < t.depth; ++i) t.rounds[i].before.pause(surroundings());
  t.watch.outside.pause(surroundings());
  switch_to(next);
  for (std::size_t i = 0; i < t.depth; ++i) t.rounds[i].before.go_on(surroundings());
  t.watch.outside.go_on(surroundings());
}

// With `nobody` it goes back to where the execution was started.
void Execution::switch_to(int thread) {
  Fiber& from = current_ == nobody ? outside_ : me().fiber;
  if (thread == nobody) return from.go_to(outside_);
  current_ = thread;
  me_ = &at(thread);
  me_->state = Thread::State::ready;
  from.go_to(me_->fiber);
}

int Execution::next_to_run() {
  if (replaying_) {
    const int next = next_to_replay();
    if (next != nobody) return next;
    replaying_ = false;
    check_replayed();
  }
  if (ending_) return nobody;
  return following_ == nullptr ? next_to_extend() : following_->next_thread();
}

// --- replay ----------------------------------------------------------------------------------------------------------

// The thread that must go on first: itself, if it can go on; nobody, if it will not go on in replay.
inline int Execution::waited_for(int thread) const {
  const Thread& t = this->thread(thread);
  switch (t.state) {
    case Thread::State::ready:
      return t.replays() ? thread : nobody;  // one that has not even begun in the graph
    case Thread::State::awaits_replay:
      return this->thread(t.awaited.thread).next > t.awaited.index ? thread : t.awaited.thread;
    case Thread::State::joins:
      return this->thread(t.joined).state == Thread::State::finished ? thread : t.joined;
    case Thread::State::absent:  // its first event reads from its creation
      return graph().of(thread).empty() ? nobody : graph().of(thread).front().rf.thread;
    default:
      return nobody;
  }
}

// Replays one thread after the other, up to the frontier. The thread that it waits for comes first; since po ∪ rf is
// acyclic, some thread can go on.
int Execution::next_to_replay() {
  for (; at_frontier_ < graph().threads() && !ending_; ++at_frontier_) {
    int runs = at_frontier_;
    int other = waited_for(runs);
    while (other != runs && other != nobody) {
      runs = other;
      other = waited_for(runs);
    }
    if (other == runs) return runs;
  }
  return nobody;
}

// A thread that did not come to the end of its events has done something else this time.
void Execution::check_replayed() {
  if (ending_) return;
  for (int t = 0; t < graph().threads(); ++t) {
    if (thread(t).next >= graph().length(t)) continue;
    ending_ = Ending::unknown;
    const Event& missing = graph().of(t)[static_cast<std::size_t>(thread(t).next)];
    reason_ =
        "the client is not deterministic: an operation did not happen again: " + text(missing.where) + likely_causes;
    return;
  }
}

// --- extension -------------------------------------------------------------------------------------------------------

// The result depends on the graph alone, as TruSt needs it. Threads are compared by their names, which say which thread
// created them, since their numbers depend on how the graph came about.
int Execution::next_to_extend() const {
  if (updating_ != nobody) return updating_;  // nothing may come between its read and its write
  int chosen = nobody;
  for (const int i : started_) {
    const Thread& t = thread(i);
    const bool joins = t.state == Thread::State::joins && thread(t.joined).state == Thread::State::finished;
    if (!joins && t.state != Thread::State::ready && t.state != Thread::State::at_frontier) continue;
    if (t.laps == 0) return i;
    // Among threads that go round, the one that has done so least.
    if (chosen == nobody || t.laps < thread(chosen).laps) chosen = i;
  }
  return chosen;
}

Ending Execution::judge() const {
  if (!cut_.empty()) return Ending::cut;
  const bool all = std::ranges::all_of(started_, [&](int t) { return thread(t).state == Thread::State::finished; });
  return all ? Ending::complete : Ending::blocked;
}

bool Execution::disputed() const { return limits_.seq_cst == SeqCst::cxx20 && !psc_acyclic(graph(), SeqCst::letter); }

// --- run once more -----------------------------------------------------------------------------------------------------

Recorded Execution::record() {
  Recorder recorder(*this, [&] {
    if (following_ != nullptr) following_->compare(*recorder_);
  });
  recorder_ = &recorder;
  const Ending ending = run_again();
  recorder_ = nullptr;
  return recorder.finish(ending);
}

Recorded Execution::follow(Script& script) {
  exploration_.begin({.graph = std::make_unique<Graph>(), .alternatives = {Alternative{}}});
  (void)exploration_.next();
  Following following(*this, script);
  following_ = &following;
  Recorded recorded = record();
  following_ = nullptr;
  return recorded;
}

// The text may lie in memory of the program.
void Execution::mark(const std::string& text) {
  const InEngine inside;
  recorder_->mark(std::string(text.data(), text.size()));
}

// --- endings ---------------------------------------------------------------------------------------------------------

void Execution::end(Ending ending, Kind kind, std::string reason) {
  ending_ = ending;
  kind_ = kind;
  reason_ = std::exchange(reason, {});  // its destructor will not run
  park(Thread::State::blocked);
  std::terminate();  // nobody resumes a thread of an execution that has ended
}

void Execution::violated(Kind kind, const std::string& reason) {
  const InEngine inside;
  if (supposition_.runs()) supposition_.abandon();
  end(Ending::violated, kind, reason);
}

void Execution::give_up(const std::string& reason) {
  const InEngine inside;
  if (supposition_.runs()) supposition_.abandon();
  end(Ending::unknown, Kind::none, reason);
}

}  // namespace turnstile::rc11
