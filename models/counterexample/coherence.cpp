#include "models/counterexample/coherence.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace turnstile::counterexample {

namespace {

bool is_write(const Step& step) { return writes(step.operation) && step.performed(); }

}  // namespace

void number_writes(Trace& events) {
  std::map<std::string, std::vector<Step*>> all;
  for (Step& step : events) {
    if (is_write(step)) all[step.variable].push_back(&step);
  }
  for (auto& [variable, of_one] : all) {
    std::ranges::sort(of_one, {}, [](const Step* write) { return std::pair(write->position, write); });
    int position = 0;
    for (Step* write : of_one) write->position = ++position;
  }
}

std::optional<int> placed_before(const Trace& events, int write) {
  const auto at = [&](int i) -> const Step& { return events[static_cast<std::size_t>(i)]; };
  std::optional<int> next;
  if (!is_write(at(write))) return next;
  for (int i = 0; i < write; ++i) {
    const bool comes_later =
        is_write(at(i)) && at(i).position > at(write).position && at(i).variable == at(write).variable;
    if (comes_later && (!next || at(i).position < at(*next).position)) next = i;
  }
  return next;
}

}  // namespace turnstile::counterexample
