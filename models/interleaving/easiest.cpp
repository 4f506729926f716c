#include "models/interleaving/easiest.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace turnstile::interleaving {

namespace {

// easiest() tries all lists that are no longer than this: tens of thousands.
constexpr int longest_list_tried = 3;

// How long turns are matters only to those who run for ever.
std::vector<int> quanta_to_try(const Failure& failure) {
  if (failure.ending.kind == Kind::livelock) return {1, 2, 3, 4, 5, 6, 7, 8};
  return {longest_quantum};
}

}  // namespace

Failure easiest(Executor& executor, const Failure& failure) {
  Failure best = failure;
  const auto try_it = [&](const Schedule& schedule) {
    if (executor.execute(schedule) != failure.ending) return;
    Failure other = failure_under(executor, failure.ending, schedule);
    if (easier(other, best)) best = std::move(other);
  };
  // Each preemption that has an effect is a context switch: longer lists have more of them than the best one.
  for (int length = 0; length <= std::min(best.switches(), longest_list_tried); ++length) {
    for (const int quantum : quanta_to_try(failure)) {
      for_each_schedule(executor.mix().threads, length, longest_stretch, quantum, try_it);
    }
  }
  return best;
}

}  // namespace turnstile::interleaving
