#include "models/engines/interleaving/schedule.hpp"

#include <fmt/format.h>

namespace turnstile::interleaving {

std::array<int, 4> complexity(const Schedule& schedule) {
  std::array<int, 4> result{static_cast<int>(schedule.preemptions.size()), longest_quantum - schedule.quantum, 0, 0};
  for (const auto& [after, to] : schedule.preemptions) {
    result[2] += after;
    result[3] += to;
  }
  return result;
}

Preemption Schedule::preemption(std::size_t i) const {
  return i < preemptions.size() ? preemptions[i] : Preemption{.after = quantum, .to = 0};
}

std::string Schedule::text() const {
  std::string text = preemptions.empty() ? "no preemption" : "preempt";
  const char* separator = " ";
  for (const auto& [after, to] : preemptions) {
    text += fmt::format("{}after {} to other {}", separator, after, to);
    separator = ", ";
  }
  return text + fmt::format("; turns of {}", quantum);
}

void for_each_schedule(int threads, int preemptions, int stretch, int quantum,
                       const std::function<void(const Schedule&)>& visit) {
  for_each_different_schedule(threads, preemptions, stretch, quantum, [&](const Schedule& schedule) {
    visit(schedule);
    return schedule.preemptions.size();
  });
}

void for_each_different_schedule(int threads, int preemptions, int stretch, int quantum,
                                 const std::function<std::size_t(const Schedule&)>& visit) {
  const int others = threads - 1;
  const int choices = stretch * others;
  std::vector<int> digits(static_cast<std::size_t>(preemptions), 0);
  while (true) {
    Schedule schedule{.preemptions = {}, .quantum = quantum};
    for (const int digit : digits) schedule.preemptions.push_back({.after = digit / others, .to = digit % others});
    const std::size_t came_to_pass = visit(schedule);
    // The first preemption that did not come to pass would not come later either, nor would those behind it.
    for (std::size_t i = came_to_pass; i < digits.size(); ++i) digits[i] = choices - 1;
    // The next number in base `choices`, the last digit first; after the largest one there is none.
    auto digit = digits.rbegin();
    while (digit != digits.rend() && ++*digit == choices) *digit++ = 0;
    if (digit == digits.rend()) return;
  }
}

}  // namespace turnstile::interleaving
