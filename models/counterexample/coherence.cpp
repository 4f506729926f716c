#include "models/counterexample/coherence.hpp"

namespace turnstile::counterexample {

namespace {

bool is_write(const Step& step) { return writes(step.operation) && step.performed(); }

}  // namespace

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
