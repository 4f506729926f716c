// What would happen if: operations on the newest values of an execution that has ended, as if one thread ran alone. Tells
// a deadlock from a thread that waits for somebody who has left (docs/definitions.md). And of one round of an await, whether
// it would fail.
#include <algorithm>
#include <exception>
#include <utility>

#include "models/rc11/execution.hpp"

namespace turnstile::rc11 {

namespace {

constexpr int most_supposed_steps = 10'000;

}  // namespace

bool Execution::would_release(const std::function<void()>& change) {
  supposed_.resize(static_cast<std::size_t>(graph().locations()));
  for (int l = 0; l < graph().locations(); ++l) {
    if (!graph().coherence(l).empty()) supposed_[static_cast<std::size_t>(l)] = graph()[graph().newest(l)].value;
  }
  released_ = false;
  const Running running(*this);
  // Where it has to wait itself, or goes round for ever, what it wrote until then counts.
  (void)suppose(outside_, [&change] {
    change();
    return true;
  });
  return released_;
}

// On a stack of its own, which is left where nobody knows what would happen: no code of the program is unwound, so that
// it may be noexcept, and may have crashed.
std::optional<bool> Execution::suppose(Fiber& asks, std::function<bool()> question) {
  supposition_.asks = &asks;
  supposition_.question = std::move(question);
  supposition_.answer.reset();
  supposing_ = true;
  supposed_steps_ = 0;
  supposition_.fiber.start(memory_.stack_of_suppositions(), Memory::stack_size, &Execution::run_supposition, this);
  const Memory::Used used = memory_.used();
  asks.go_to(supposition_.fiber);
  memory_.forget_since(used);
  supposing_ = false;
  return supposition_.answer;
}

void Execution::run_supposition(void* execution) {
  auto& self = *static_cast<Execution*>(execution);
  try {
    const InProgram its_turn;
    self.supposition_.answer = self.supposition_.question();
  } catch (...) {
    self.supposition_.answer.reset();
  }
  self.abandon();
}

void Execution::abandon() {
  supposition_.fiber.go_to(*supposition_.asks);
  std::terminate();  // nobody resumes it
}

// The thread has just begun a round of an await, with this read. Where the round would fail on another value, having done
// nothing but this read, that execution would be dropped for its stale last read (waiting.cpp): it need not be begun.
void Execution::drop_failing_reads(Ref read) {
  const Thread& t = me();
  const Round& round = t.rounds[0];
  // Where it is wrong to wait, a round that fails on an old value says so.
  if (t.section == Section::trying || limits_.waiting_is_wrong || round.first_event != read.index) return;
  if (!round.before.shows(surroundings(), round.frame)) return;
  const int location = graph()[read].location;
  exploration_.drop_other_reads(read, [&](Value value) { return would_fail(round, location, value); });
}

bool Execution::would_fail(const Round& round, int location, Value value) {
  supposed_.resize(std::max(supposed_.size(), static_cast<std::size_t>(graph().locations())));
  supposed_[static_cast<std::size_t>(location)] = value;
  const bool failed = suppose(me().fiber, [&round] { return round.condition(round.closure); }) == false;
  if (!supposition_.interrupted.empty()) give_up(supposition_.interrupted);
  if (round.before.shows(surroundings(), round.frame)) return failed && supposed_steps_ == 1;
  round.before.restore(surroundings(), round.frame);
  return false;
}

Value Execution::suppose_load(int location) {
  if (++supposed_steps_ > most_supposed_steps) abandon();
  return supposed_[static_cast<std::size_t>(location)];
}

void Execution::suppose_store(int location, Value value) {
  if (++supposed_steps_ > most_supposed_steps) abandon();
  Value& now = supposed_[static_cast<std::size_t>(location)];
  if (now == value) return;
  now = value;
  for (int t = 0; t < graph_threads; ++t) {
    const bool waits = thread(t).state == Thread::State::blocked || thread(t).state == Thread::State::asleep;
    if (!waits) continue;
    const auto& events = graph().of(t);
    released_ |= std::any_of(events.begin() + thread(t).failed_from, events.end(),
                             [&](const Event& e) { return e.type == Type::read && e.location == location; });
  }
}

Execution::Updated Execution::suppose_update(int location, const Update& update) {
  const Value before = suppose_load(location);
  const bool writes = update.operation != Operation::compare_exchange || before == update.expected;
  if (writes) suppose_store(location, update.after(before));
  return {.before = before, .written = writes};
}

}  // namespace turnstile::rc11
