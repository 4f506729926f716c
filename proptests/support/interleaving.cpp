#include "proptests/support/interleaving.hpp"

#include <array>
#include <cstdlib>

#include "models/clients/client.hpp"

namespace turnstile::interleaving {

static_assert(platform<Platform> && checking_platform<Platform>);

Executor::Executor(MakeProgram make, const Mix& mix, const Observer::Settings& settings)
    : make_(make), mix_(mix), observer_(settings), fibers_(static_cast<std::size_t>(mix.threads)) {}

Trace Executor::trace(const Schedule& schedule) {
  execute(schedule, true);
  return observer_.trace(ending_.kind);
}

Ending Executor::execute(const Schedule& schedule, bool record) {
  running = this;
  Platform::observer = &observer_;
  Program& program = place_.make(make_, mix_);
  observer_.execution_begins(program, mix_, record);

  schedule_ = &schedule;
  preemption_ = 0;
  since_switch_ = operations_unchanged_ = 0;
  second_look_ = false;
  changes_ = 0;
  ending_ = {};

  run_alone([&program] { program.before(); });
  if (!over()) run_threads(program);
  if (!over()) run_alone([&program] { program.after(); });
  return ending_;
}

// --- outside of the fibers -------------------------------------------------------------------------------------------

void Executor::run_threads(Program& program) {
  for (int i = 0; i < mix_.threads; ++i) {
    if (mix_[i] == 0) {
      fiber(i).cancel();
    } else {
      fiber(i).start([this, &program, i] { run_thread(program, i); });
    }
  }
  thread_ = 0;
  while (!over()) {
    if (finished(thread_) && !leave_finished_thread()) return;
    fiber(thread_).resume();
  }
}

void Executor::run_thread(Program& program, int thread) {
  try {
    program.thread(thread);
  } catch (const Abandoned&) {
    // This execution can go no further; the observer has counted it.
  }
  observer_.thread_ends(thread);
}

// On the first thread's fiber, while all others are finished, or have not begun.
void Executor::run_alone(const std::function<void()>& body) {
  for (int i = 0; i < mix_.threads; ++i) fiber(i).cancel();
  thread_ = 0;
  alone_ = true;
  fiber(thread_).start(body);
  fiber(thread_).resume();
  alone_ = false;
}

// Whether anybody is left. If all who are left wait, one of them looks again, and sees that nobody can go on.
bool Executor::leave_finished_thread() {
  std::optional<int> next = other_ready(0);
  for (int i = 0; i < mix_.threads && !next; ++i) {
    if (!finished(i)) next = i;
  }
  thread_ = next.value_or(thread_);
  since_switch_ = 0;
  second_look_ = false;
  return next.has_value();
}

// --- on the fiber that runs ------------------------------------------------------------------------------------------

void Executor::before_operation() {
  if (observer_.abandoned()) leave_for_good();
  expect_changes();
  second_look_ = second_look_ && observer_.should_look_again(thread_);
  if (second_look_ || alone_) return;
  while (since_switch_ >= schedule_->preemption(preemption_).after) next_preemption();
  ++since_switch_;
}

void Executor::next_preemption() {
  const std::optional<int> other = other_ready(schedule_->preemption(preemption_++).to);
  since_switch_ = 0;
  if (other) switch_to(*other);
}

void Executor::pass() {
  if (observer_.waits(thread_)) {
    if (const std::optional<int> other = other_ready(0)) switch_to(*other);
  } else {
    // Once, not again and again: who never does the same twice must be interrupted some time.
    second_look_ = !second_look_ && observer_.should_look_again(thread_);
  }
}

void Executor::stop(const Ending& ending) {
  ending_ = ending;
  leave_for_good();
}

void Executor::leave_for_good() {
  fiber(thread_).leave();
  std::abort();  // an execution that is over is not resumed
}

void Executor::switch_to(int thread) {
  Fiber& mine = fiber(thread_);
  thread_ = thread;
  since_switch_ = 0;
  second_look_ = false;
  mine.leave();
}

// Awaits block after a round or two, and all other sections are short. Who takes this many steps and changes nothing is
// in a loop of its own, and nobody can tell from outside whether it ends.
void Executor::expect_changes() {
  const int patience = 4 * longest_quantum * mix_.threads;
  if (observer_.changes() != changes_) {
    changes_ = observer_.changes();
    operations_unchanged_ = 0;
  }
  if (++operations_unchanged_ > patience) {
    stop({.kind = Kind::none, .given_up = "a loop that changes nothing and is no await, or an await that keeps state"});
  }
}

std::optional<int> Executor::other_ready(int to) const {
  std::array<int, max_threads> others{};
  std::size_t count = 0;
  for (int distance = 1; distance < mix_.threads; ++distance) {
    const int other = (thread_ + distance) % mix_.threads;
    if (ready(other)) others.at(count++) = other;
  }
  if (count == 0) return std::nullopt;
  return others.at(static_cast<std::size_t>(to) % count);
}

}  // namespace turnstile::interleaving
