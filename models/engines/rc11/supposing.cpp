// What the engine asks a supposition: whether a thread that has left would release one that waits, and whether a round
// of an await would fail on another value.
#include <algorithm>

#include "models/engines/rc11/execution.hpp"

namespace turnstile::rc11 {

bool Execution::would_release(const std::function<void()>& change) {
  supposition_.take_newest();
  const Running running(*this);
  // Where the change has to wait itself, or goes round for ever, what it wrote until then counts.
  (void)supposition_.ask(outside_, [&change] {
    change();
    return true;
  });
  return supposition_.released();
}

bool Execution::somebody_waits_for(int location) const {
  const auto looks = [&](int t) {
    const bool waits = thread(t).state == Thread::State::blocked || thread(t).state == Thread::State::asleep;
    const auto& events = graph().of(t);
    return waits && std::any_of(events.begin() + thread(t).failed_from, events.end(),
                                [&](const Event& e) { return e.type == Type::read && e.location == location; });
  };
  for (int t = 0; t < graph_threads; ++t) {
    if (looks(t)) return true;
  }
  return false;
}

// The thread has just begun a round of an await, with this read. Where the round would fail on another value, having done
// nothing but this read, that execution would be dropped for its stale last read (waiting.cpp): it need not be begun.
void Execution::drop_failing_reads(Ref read) {
  const Thread& t = me();
  const Round& round = t.rounds[0];
  // Where waiting is wrong, a round that fails on an old value shows it, and is needed.
  if (t.section == Section::trying || limits_.waiting_is_wrong || round.first_event != read.index) return;
  if (!round.before.shows(surroundings(), round.frame)) return;
  const int location = graph()[read].location;
  exploration_.drop_other_reads(read, [&](Value value) { return would_fail(round, location, value); });
}

bool Execution::would_fail(const Round& round, int location, Value value) {
  supposition_.set(location, value);
  const bool failed = supposition_.ask(me().fiber, [&round] { return round.condition(round.closure); }) == false;
  if (!supposition_.interruption().empty()) give_up(supposition_.interruption());
  if (round.before.shows(surroundings(), round.frame)) return failed && supposition_.steps() == 1;
  round.before.restore(surroundings(), round.frame);
  return false;
}

}  // namespace turnstile::rc11
