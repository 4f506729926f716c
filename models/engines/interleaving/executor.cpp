#include "models/engines/interleaving/executor.hpp"

#include <array>

namespace turnstile::interleaving {

Trace Executor::trace(const Schedule& schedule) {
  execute(schedule, true);
  return observer().trace(ending().kind);
}

Ending Executor::execute(const Schedule& schedule, bool record) {
  Program& program = begin(record);
  schedule_ = &schedule;
  preemption_ = 0;
  since_switch_ = operations_unchanged_ = 0;
  second_look_ = false;
  changes_ = 0;

  run_alone([&program] { program.before(); });
  if (!over()) run_threads(program);
  if (!over()) run_alone([&program] { program.after(); });
  return ending();
}

// --- outside of the fibers -------------------------------------------------------------------------------------------

void Executor::run_threads(Program& program) {
  start_threads(program);
  while (!over()) {
    if (finished(thread()) && !leave_finished_thread()) return;
    resume();
  }
}

// Whether a thread is left that has not finished. If all that are left wait, one of them looks again, and sees that
// none of them can go on.
bool Executor::leave_finished_thread() {
  std::optional<int> next = other_ready(0);
  for (int i = 0; i < mix().threads && !next; ++i) {
    if (!finished(i)) next = i;
  }
  if (next) set_thread(*next);
  since_switch_ = 0;
  second_look_ = false;
  return next.has_value();
}

// --- on the fiber that runs ------------------------------------------------------------------------------------------

void Executor::before_operation() {
  if (observer().abandoned()) leave_for_good();
  expect_changes();
  second_look_ = second_look_ && observer().should_look_again(thread());
  if (second_look_ || alone()) return;
  while (since_switch_ >= schedule_->preemption(preemption_).after) next_preemption();
  ++since_switch_;
}

void Executor::next_preemption() {
  const std::optional<int> other = other_ready(schedule_->preemption(preemption_++).to);
  since_switch_ = 0;
  if (other) give_way_to(*other);
}

void Executor::pass() {
  if (observer().waits(thread())) {
    if (const std::optional<int> other = other_ready(0)) give_way_to(*other);
  } else {
    // There is a second look, and no third: a thread that never does the same twice must be interrupted some time.
    second_look_ = !second_look_ && observer().should_look_again(thread());
  }
}

void Executor::give_way_to(int thread) {
  since_switch_ = 0;
  second_look_ = false;
  switch_to(thread);
}

// Awaits block after a round or two, and all other sections are short. A thread that takes this many steps and changes
// nothing is in a loop of its own, and it cannot be told from outside whether that ends.
void Executor::expect_changes() {
  const int patience = 4 * longest_quantum * mix().threads;
  if (observer().changes() != changes_) {
    changes_ = observer().changes();
    operations_unchanged_ = 0;
  }
  if (++operations_unchanged_ > patience) {
    stop({.kind = Kind::none, .given_up = "a loop that changes nothing and is no await, or an await that keeps state"});
  }
}

std::optional<int> Executor::other_ready(int to) const {
  std::array<int, max_threads> others{};
  std::size_t count = 0;
  for (int distance = 1; distance < mix().threads; ++distance) {
    const int other = (thread() + distance) % mix().threads;
    if (ready(other)) others.at(count++) = other;
  }
  if (count == 0) return std::nullopt;
  return others.at(static_cast<std::size_t>(to) % count);
}

}  // namespace turnstile::interleaving
