// Threads of the program: how they begin, end, and are waited for.
#include <utility>

#include "models/engines/rc11/execution.hpp"

namespace turnstile::rc11 {

int Execution::spawn(std::function<void()> body, Place where) {
  const InEngine inside;
  if (supposition_.runs()) supposition_.abandon();
  note_effect();
  Thread& t = me();
  ++t.created;
  int child = 0;
  if (t.replays()) {
    child = replayed(Type::create, -1, where).peer;
    ++t.next;
  } else {
    reach_frontier(where);
    child = graph().new_thread();
    if (child >= graph_threads) give_up("too many threads: " + text(where));
    Label event;
    event.type = Type::create;
    event.peer = static_cast<std::int16_t>(child);
    add(event, where);
  }
  at(child).body = std::move(body);
  start(child, current_);
  return child;
}

void Execution::begin_thread() {
  if (me().replays()) {
    (void)replayed(Type::begin, -1, Place::current());
    ++me().next;
    return;
  }
  reach_frontier(Place::current());
  Label event;
  event.type = Type::begin;
  event.rf = graph().creation_of(current_);
  add(event, Place::current());
}

void Execution::end_thread() {
  if (me().replays()) {
    (void)replayed(Type::end, -1, Place::current());
    ++me().next;
    return;
  }
  note_effect();
  me().laps = 0;
  if (replaying_) park(Thread::State::at_frontier);
  Label event;
  event.type = Type::end;
  add(event, Place::current());
}

void Execution::join(int other, Place where) {
  const InEngine inside;
  if (supposition_.runs()) supposition_.abandon();
  Thread& t = me();
  t.joined = other;
  t.laps = 0;
  if (thread(other).state != Thread::State::finished) park(Thread::State::joins);
  if (t.replays()) {
    (void)replayed(Type::join, -1, where);
    ++t.next;
    return;
  }
  if (replaying_) park(Thread::State::at_frontier);
  Label event;
  event.type = Type::join;
  event.peer = static_cast<std::int16_t>(other);
  add(event, where);
}

}  // namespace turnstile::rc11
