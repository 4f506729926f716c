#include "models/engines/interleaving/easiest.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace turnstile::interleaving {

namespace {

// easiest() tries all lists that are no longer than this. There are tens of thousands of them.
constexpr int longest_list_tried = 3;

}  // namespace

std::vector<int> quanta_to_try(Kind kind) {
  if (kind == Kind::livelock) return {1, 2, 3, 4, 5, 6, 7, 8};
  return {longest_quantum};
}

Failure easiest(Executor& executor, const Failure& failure) {
  Failure best = failure;
  const auto try_it = [&](const Schedule& schedule) {
    if (executor.execute(schedule) != failure.ending) return executor.came_to_pass();
    Failure other = failure_under(executor, failure.ending, schedule);
    if (easier(other, best)) best = std::move(other);
    return executor.came_to_pass();
  };
  // Each preemption that has an effect is a context switch: longer lists have more of them than the best one.
  for (int length = 0; length <= std::min(best.switches(), longest_list_tried); ++length) {
    for (const int quantum : quanta_to_try(failure.ending.kind)) {
      for_each_different_schedule(executor.mix().threads, length, longest_stretch, quantum, try_it);
    }
  }
  return best;
}

}  // namespace turnstile::interleaving
