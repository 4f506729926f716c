// Choices that are not about memory: what the client asks for, whether a timed wait gives up, whether a thread wakes
// for no reason. Each choice has an execution of its own.
#include <algorithm>

#include "models/engines/rc11/execution.hpp"

namespace turnstile::rc11 {

namespace {

// Whether it is a choice of the client's that traces show.
bool is_shown(const Event& e) { return e.chooser == Chooser::client && e.update.operand > 1; }

}  // namespace

template <class Predicate>
int Execution::count_choices(const Predicate& these) const {
  const auto& events = graph().of(current_);
  return static_cast<int>(std::count_if(events.begin(), events.begin() + thread(current_).next,
                                        [&](const Event& e) { return e.type == Type::choice && these(e); }));
}

// How often the thread has chosen something other than 0.
int Execution::deviations(Chooser chooser) const {
  return count_choices([&](const Event& e) { return e.chooser == chooser && e.value != 0; });
}

int Execution::choose(int n, Place where, Chooser chooser) {
  const InEngine inside;
  if (supposition_.counts()) return 0;
  if (n < 1) give_up("a choice of nothing: " + text(where));
  const Ref choice = Ref::of(current_, me().next);
  if (me().replays()) {
    const Event& event = me().events[me().next];
    const bool is_this = event.type == Type::choice && event.chooser == chooser;
    if (!is_this || event.update.operand != static_cast<Value>(n)) not_deterministic(where);
  } else {
    reach_frontier(where);
    Label fresh;
    fresh.type = Type::choice;
    fresh.chooser = chooser;
    fresh.update.operand = static_cast<Value>(n);
    fresh.where = where;
    add_choice(fresh);
  }
  ++me().next;
  const Event& made = graph()[choice];
  const bool is_noted = chooser == Chooser::client ? n > 1 : made.value != 0;
  if (recorder_ != nullptr && is_noted) recorder_->choice(made, where);
  return static_cast<int>(made.value);
}

void Execution::add_choice(Label choice) {
  if (following_ == nullptr) {
    exploration_.add_choice(current_, choice);
    return;
  }
  choice.value = following_->chosen(choice, count_choices(is_shown));
  exploration_.add(current_, choice);
}

bool Execution::times_out(Place where) {
  const bool may = deviations(Chooser::timeout) < limits_.timeouts;
  return choose(may ? 2 : 1, where, Chooser::timeout) == 1;
}

bool Execution::wakes_spuriously(Place where) {
  if (deviations(Chooser::spurious_wakeup) >= limits_.spurious_wakeups) return false;
  return choose(2, where, Chooser::spurious_wakeup) == 1;
}

}  // namespace turnstile::rc11
