// What would happen if: operations on the newest values of an execution that has ended, as if one thread ran alone. Tells
// a deadlock from a thread that waits for somebody who has left (docs/definitions.md). And of one round of an await, whether
// it would fail.
#include <algorithm>

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
  supposing_ = true;
  released_ = false;
  supposed_steps_ = 0;
  const Running running(*this);
  try {
    change();
  } catch (const Abandoned&) {
    // It has to wait itself, or goes round for ever; what it wrote until then counts.
  }
  supposing_ = false;
  return released_;
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
  supposing_ = true;
  supposed_steps_ = 0;
  bool failed = false;
  try {
    failed = !round.condition(round.closure);
  } catch (...) {
    failed = false;  // it cannot be told without running it
  }
  supposing_ = false;
  if (round.before.shows(surroundings(), round.frame)) return failed && supposed_steps_ == 1;
  round.before.restore(surroundings(), round.frame);
  return false;
}

Value Execution::suppose_load(int location) {
  if (++supposed_steps_ > most_supposed_steps) throw Abandoned{};
  return supposed_[static_cast<std::size_t>(location)];
}

void Execution::suppose_store(int location, Value value) {
  if (++supposed_steps_ > most_supposed_steps) throw Abandoned{};
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
