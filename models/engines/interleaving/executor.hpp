// Executes one program under one schedule after another.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "models/engines/interleaving/runner.hpp"
#include "models/engines/interleaving/schedule.hpp"

namespace turnstile::interleaving {

// Under the same schedule it always does the same.
class Executor final : public Runner {
 public:
  using Runner::Runner;

  Ending execute(const Schedule& schedule) { return execute(schedule, false); }
  // Performs that execution once more, and returns its steps.
  Trace trace(const Schedule& schedule);
  // How many preemptions of its list came to pass.
  [[nodiscard]] std::size_t came_to_pass() const { return std::min(preemption_, schedule_->preemptions.size()); }
  [[nodiscard]] const Observer::Tally& tally() const { return observer().tally(); }

  // Here the schedule decides whether other threads go first.
  void before_operation() override;
  // Here a thread that waits gives way.
  void pass() override;

 private:
  Ending execute(const Schedule& schedule, bool record);
  void run_threads(Program& program);

  [[nodiscard]] bool ready(int thread) const { return !finished(thread) && !observer().waits(thread); }
  // The `to`-th of the other threads that are ready, in the order of the circle.
  [[nodiscard]] std::optional<int> other_ready(int to) const;
  void next_preemption();
  void give_way_to(int thread);
  bool leave_finished_thread();
  void expect_changes();

  // The state of one execution.
  const Schedule* schedule_ = nullptr;
  std::size_t preemption_ = 0;    // of the schedule, the next one
  int since_switch_ = 0;          // operations
  bool second_look_ = false;      // it repeats a failed round on the same memory, and must not be disturbed
  std::uint64_t changes_ = 0;     // of memory
  int operations_unchanged_ = 0;  // since the last of them
};

}  // namespace turnstile::interleaving
