// A waiting thread goes on some day unless it has read the newest values, and no thread writes any more. A thread that
// sleeps in atomic::wait does not look again by itself: another one must notify.
#include "models/engines/rc11/hang.hpp"

#include <algorithm>
#include <vector>

#include "models/engines/rc11/consistency.hpp"

namespace turnstile::rc11 {

namespace {

class Waiters {
 public:
  explicit Waiters(const ExecutionView& execution) : execution_(execution) {}

  [[nodiscard]] Hang hang() const;
  [[nodiscard]] const char* why_undecided() const;

 private:
  [[nodiscard]] const Graph& graph() const { return execution_.graph(); }
  [[nodiscard]] const Thread& thread(int t) const { return execution_.thread(t); }

  [[nodiscard]] bool reads_newest(int thread) const;
  [[nodiscard]] const char* what_a_hang_depends_on() const;

  // These are about threads that sleep in atomic::wait.
  [[nodiscard]] bool knows_newer(const Event& notify, int location, int position) const;
  [[nodiscard]] const Event& sleeps_at(int thread) const;
  [[nodiscard]] bool alone_wakes(const Event& notify, int position) const;
  [[nodiscard]] bool can_wake(const Event& notify, int thread) const;
  [[nodiscard]] bool may_have_woken(Ref notify, Ref look) const;
  [[nodiscard]] bool has_surely_woken(Ref notify, Ref look) const;
  [[nodiscard]] Hang others_were_woken(Ref notify) const;
  [[nodiscard]] std::vector<Ref> alarms() const;
  [[nodiscard]] Hang asleep_for_ever() const;

  const ExecutionView& execution_;
};

bool Waiters::knows_newer(const Event& notify, int location, int position) const {
  const auto& order = graph().coherence(location);
  return std::any_of(order.begin() + position + 1, order.end(), [&](Ref later) { return notify.hb.contains(later); });
}

const Event& Waiters::sleeps_at(int thread) const {
  return graph().of(thread)[static_cast<std::size_t>(execution_.thread(thread).failed_from)];
}

// [atomics.wait]: a notify can wake a thread that fell asleep having observed X if some Y, later than X in coherence
// order, happens before the notify.
bool Waiters::can_wake(const Event& notify, int thread) const {
  if (execution_.thread(thread).state != Thread::State::asleep) return false;
  const Event& seen = sleeps_at(thread);
  return seen.location == notify.location && knows_newer(notify, seen.location, graph().position(seen));
}

// --- which thread notify_one wakes -----------------------------------------------------------------------------------
//
// It wakes a thread where there is one to be woken. So threads sleep on for ever if each notify that can wake one of
// them has woken another one: a thread that slept earlier, in a wait that has ended since, or fell asleep anew.

// Whether the notify can have ended a sleep right before this look. It came after all that led to it, and after the
// threads that it can wake had fallen asleep.
bool Waiters::may_have_woken(Ref notify, Ref look) const {
  const Event& n = graph()[notify];
  const Event& e = graph()[look];
  if (!e.may_sleep || e.location != n.location || n.porf.contains(look)) return false;
  for (int t = 0; t < graph().threads(); ++t) {
    if (can_wake(n, t) && sleeps_at(t).porf.contains(look)) return false;
  }
  return true;
}

// Whether only this notify can wake a thread that fell asleep having observed the write at that place.
bool Waiters::alone_wakes(const Event& notify, int position) const {
  if (!knows_newer(notify, notify.location, position)) return false;
  int all = 0;
  for (int t = 0; t < graph().threads(); ++t) {
    all += static_cast<int>(std::ranges::count_if(graph().of(t), [&](const Event& e) {
      return e.type == Type::notify && e.location == notify.location && knows_newer(e, e.location, position);
    }));
  }
  return all == 1;
}

// Whether the execution with that sleep is surely consistent: there is a value to fall asleep on, no other notify would
// have ended that sleep, and to have read the value orders nothing that was not ordered before.
bool Waiters::has_surely_woken(Ref notify, Ref look) const {
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

Hang Waiters::others_were_woken(Ref notify) const {
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

// The notifies that can wake a thread that is asleep.
std::vector<Ref> Waiters::alarms() const {
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

Hang Waiters::asleep_for_ever() const {
  const std::vector<Ref> notifies = alarms();
  // Two notifies can need the same sleep of another thread, or sleeps that do not fit together.
  Hang answer = notifies.size() > 1 ? Hang::undecided : Hang::yes;
  for (const Ref notify : notifies) {
    const Hang woke_others = graph()[notify].everybody ? Hang::no : others_were_woken(notify);
    if (woke_others == Hang::no) return Hang::no;
    if (woke_others == Hang::undecided) answer = Hang::undecided;
  }
  return answer;
}

bool Waiters::reads_newest(int thread) const {
  const int first = execution_.thread(thread).failed_from;
  for (int i = first; i < graph().length(thread); ++i) {
    const Event& e = graph().of(thread)[static_cast<std::size_t>(i)];
    if (e.type == Type::read && (e.spurious || graph().newest(e.location) != e.rf)) return false;
    if (e.type == Type::choice && will_choose_otherwise(e)) return false;
  }
  return true;
}

// Every write becomes visible in the end (Lahav et al., Making Weak Memory Models Fair, OOPSLA 2021): a waiting thread
// that has read an old value will read a newer one, and a compare-exchange that failed for no reason will succeed. Only
// if each thread has read the newest values, none will ever go on.
Hang Waiters::hang() const {
  for (int t = 0; t < graph_threads; ++t) {
    if (thread(t).state == Thread::State::out_of_turn) return Hang::no;
    if (thread(t).state == Thread::State::blocked && !reads_newest(t)) return Hang::no;
  }
  const Hang asleep = asleep_for_ever();
  return asleep == Hang::yes && what_a_hang_depends_on() != nullptr ? Hang::undecided : asleep;
}

// A choice that a hang depends on: it is not known whether the thread would go on waiting, had it chosen otherwise.
const char* Waiters::what_a_hang_depends_on() const {
  for (int t = 0; t < graph_threads; ++t) {
    if (thread(t).state != Thread::State::blocked) continue;
    for (int i = thread(t).failed_from; i < graph().length(t); ++i) {
      const Event& e = graph().of(t)[static_cast<std::size_t>(i)];
      if (e.type != Type::choice || e.value != 0) continue;
      if (e.chooser == Chooser::client)
        return "a thread waits, and it depends on what is chosen meanwhile whether it goes on";
      if (e.chooser == Chooser::timeout) return "a timed wait goes on, time and again";
    }
  }
  return nullptr;
}

const char* Waiters::why_undecided() const {
  const char* const choice = what_a_hang_depends_on();
  return choice != nullptr ? choice : "several threads sleep in atomic::wait, and it depends on whom notify_one wakes";
}

}  // namespace

Hang hang_of(const ExecutionView& execution) { return Waiters(execution).hang(); }
const char* why_undecided(const ExecutionView& execution) { return Waiters(execution).why_undecided(); }

bool will_choose_otherwise(const Event& choice) {
  if (choice.chooser == Chooser::client) return choice.value != 0;
  return choice.chooser == Chooser::timeout && choice.value == 0 && choice.update.operand > 1;
}

}  // namespace turnstile::rc11
