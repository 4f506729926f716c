#include "models/engines/rc11/supposition.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "models/engines/rc11/turns.hpp"

namespace turnstile::rc11 {

namespace {

constexpr int most_steps = 10'000;

}  // namespace

void Supposition::take_newest() {
  const Graph& graph = execution_.graph();
  values_.resize(static_cast<std::size_t>(graph.locations()));
  for (int l = 0; l < graph.locations(); ++l) {
    if (!graph.coherence(l).empty()) set(l, graph[graph.newest(l)].value);
  }
}

void Supposition::set(int location, Value value) {
  values_.resize(std::max(values_.size(), static_cast<std::size_t>(execution_.graph().locations())));
  values_[static_cast<std::size_t>(location)] = value;
}

std::optional<bool> Supposition::ask(Fiber& asks, std::function<bool()> question) {
  asks_ = &asks;
  question_ = std::move(question);
  answer_.reset();
  runs_ = true;
  released_ = false;
  steps_ = 0;
  Memory& memory = execution_.memory();
  fiber_.start(memory.stack_of_suppositions(), Memory::stack_size, &Supposition::run, this);
  const Memory::Used used = memory.used();
  asks.go_to(fiber_);
  memory.forget_since(used);
  runs_ = false;
  return answer_;
}

void Supposition::run(void* supposition) {
  auto& self = *static_cast<Supposition*>(supposition);
  try {
    const InProgram its_turn;
    self.answer_ = self.question_();
  } catch (...) {
    self.answer_.reset();
  }
  self.abandon();
}

void Supposition::abandon() {
  fiber_.go_to(*asks_);
  std::terminate();  // nobody resumes it
}

void Supposition::count_step() {
  if (++steps_ > most_steps) abandon();
}

Value Supposition::load(int location) {
  count_step();
  return values_[static_cast<std::size_t>(location)];
}

void Supposition::store(int location, Value value) {
  count_step();
  Value& now = values_[static_cast<std::size_t>(location)];
  if (now == value) return;
  now = value;
  released_ |= execution_.somebody_waits_for(location);
}

Updated Supposition::update(int location, const Update& update) {
  const Value before = load(location);
  const bool writes = update.operation != Operation::compare_exchange || before == update.expected;
  if (writes) store(location, update.after(before));
  return {.before = before, .written = writes};
}

}  // namespace turnstile::rc11
