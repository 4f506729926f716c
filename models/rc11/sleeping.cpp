// Threads that sleep in atomic::wait, and who wakes them.
//
// Unlike an await, who sleeps does not look again by itself: somebody must notify. As a round of an await, the sleep of a
// thread that was woken adds nothing to the execution, and is left out of it: the graph has only the look at which it
// went on, or fell asleep for ever.
#include <algorithm>

#include "models/rc11/consistency.hpp"
#include "models/rc11/execution.hpp"

namespace turnstile::rc11 {

void Execution::wait(int location, Value old, std::memory_order order, Place where) {
  const InEngine inside;
  const int first_event = me().next;
  if (look(location, old, order, where) != old) return;
  if (supposing_) abandon();
  refuse_to_wait(first_event, where);
  me().failed_from = first_event;
  me().failed_where = where;
  park(Thread::State::asleep);
}

bool Execution::knows_newer(const Event& notify, int location, int position) const {
  const auto& order = graph().coherence(location);
  return std::any_of(order.begin() + position + 1, order.end(), [&](Ref later) { return notify.hb.contains(later); });
}

const Event& Execution::sleeps_at(int thread) const {
  return graph().of(thread)[static_cast<std::size_t>(this->thread(thread).failed_from)];
}

// [atomics.wait]: a notify can wake who fell asleep having observed X if some Y, later than X in coherence order,
// happens before the notify.
bool Execution::can_wake(const Event& notify, int thread) const {
  if (this->thread(thread).state != Thread::State::asleep) return false;
  const Event& seen = sleeps_at(thread);
  return seen.location == notify.location && knows_newer(notify, seen.location, graph().position(seen));
}

// --- whom notify_one wakes ---------------------------------------------------------------------------------------------
//
// It wakes somebody where there is somebody to be woken. So threads sleep on for ever if each notify that can wake one of
// them has woken somebody else: a thread that slept earlier, in a wait that has ended since, or fell asleep anew.

// Whether the notify can have ended a sleep right before this look. It came after all that led to it, and after those whom
// it can wake had fallen asleep.
bool Execution::may_have_woken(Ref notify, Ref look) const {
  const Event& n = graph()[notify];
  const Event& e = graph()[look];
  if (!e.may_sleep || e.location != n.location || n.porf.contains(look)) return false;
  for (int t = 0; t < graph().threads(); ++t) {
    if (can_wake(n, t) && sleeps_at(t).porf.contains(look)) return false;
  }
  return true;
}

// Whether this notify is the only one that can wake who fell asleep having observed the write at that place.
bool Execution::alone_wakes(const Event& notify, int position) const {
  if (!knows_newer(notify, notify.location, position)) return false;
  int all = 0;
  for (int t = 0; t < graph().threads(); ++t) {
    all += static_cast<int>(std::ranges::count_if(graph().of(t), [&](const Event& e) {
      return e.type == Type::notify && e.location == notify.location && knows_newer(e, e.location, position);
    }));
  }
  return all == 1;
}

// Whether the execution with that sleep is surely consistent: there is a value to fall asleep on, which nobody else would
// have ended, and to have read it orders nothing that was not ordered before.
bool Execution::has_surely_woken(Ref notify, Ref look) const {
  const Event& e = graph()[look];
  if (look.index == 0 || e.value == e.update.expected || e.order == std::memory_order::seq_cst) return false;
  if (graph().has_seq_cst_fence()) return false;
  const Clock& known = graph()[Ref::of(look.thread, look.index - 1)].hb;
  const auto& order = graph().coherence(e.location);
  for (int p = oldest_readable(graph(), e.location, known); p <= graph().position(e); ++p) {
    const Event& write = graph()[order[static_cast<std::size_t>(p)]];
    Clock learnt = known;
    learnt.join(write.message);
    if (write.value == e.update.expected && learnt == known && !write.porf.contains(look) &&
        alone_wakes(graph()[notify], p)) {
      return true;
    }
  }
  return false;
}

Execution::Hang Execution::others_were_woken(Ref notify) const {
  Hang answer = Hang::no;
  for (int t = 0; t < graph().threads(); ++t) {
    for (int i = 0; i < graph().length(t); ++i) {
      if (!may_have_woken(notify, Ref::of(t, i))) continue;
      if (has_surely_woken(notify, Ref::of(t, i))) return Hang::yes;
      answer = Hang::undecided;
    }
  }
  return answer;
}

// Those that can wake somebody who is asleep.
std::vector<Ref> Execution::alarms() const {
  std::vector<Ref> alarms;
  for (int t = 0; t < graph().threads(); ++t) {
    for (int i = 0; i < graph().length(t); ++i) {
      const Event& e = graph().of(t)[static_cast<std::size_t>(i)];
      bool wakes = false;
      for (int sleeper = 0; sleeper < graph_threads && e.type == Type::notify; ++sleeper) wakes |= can_wake(e, sleeper);
      if (wakes) alarms.push_back(Ref::of(t, i));
    }
  }
  return alarms;
}

Execution::Hang Execution::asleep_for_ever() const {
  const std::vector<Ref> notifies = alarms();
  // Two of them can need the same sleep of somebody else, or sleeps that do not fit together.
  Hang answer = notifies.size() > 1 ? Hang::undecided : Hang::yes;
  for (const Ref notify : notifies) {
    const Hang woke_others = graph()[notify].everybody ? Hang::no : others_were_woken(notify);
    if (woke_others == Hang::no) return Hang::no;
    if (woke_others == Hang::undecided) answer = Hang::undecided;
  }
  return answer;
}

}  // namespace turnstile::rc11
