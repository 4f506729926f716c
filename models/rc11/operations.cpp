// What the threads of a program do: each operation is replayed where the graph has it, and added where it has not.
#include <utility>

#include "models/rc11/consistency.hpp"
#include "models/rc11/execution.hpp"

namespace turnstile::rc11 {

namespace {

// What fits into an event.
constexpr int most_locations = 10'000;

// A function of its own: what it has on the heap on the way would be lost where an execution ends.
std::string too_long(int operations, Place where) {
  return "a loop went on for more than " + std::to_string(operations) + " operations: " + text(where);
}

}  // namespace

// The thread's next event, which the graph has.
inline const Event& Execution::replayed(Type type, int location, Place where) {
  const Thread& t = me();
  const Event& event = t.events[t.next];
  if (event.type != type || event.location != location) not_deterministic(where);
  return event;
}

void Execution::not_deterministic(Place where) {
  give_up("the client is not deterministic: it did something else when it ran again: " + text(where) + likely_causes);
}

// Before it reads, in replay. Whoever chooses who goes on does not choose this thread before the write is there.
inline void Execution::wait_for_replay_of(const Ref& write) {
  if (thread(write.thread).next > write.index) return;
  me().awaited = write;
  park(Thread::State::awaits_replay);
}

void Execution::reach_frontier(Place where) {
  if (replaying_) park(Thread::State::at_frontier);
  if (me().next < limits_.events_of_thread) return;
  end(Ending::cut, Kind::none, too_long(limits_.events_of_thread, where));
}

// An event that has no choice.
void Execution::add(Label event, Place where) {
  event.where = where;
  exploration_.add(current_, event);
  ++me().next;
}

// --- threads ---------------------------------------------------------------------------------------------------------

int Execution::spawn(std::function<void()> body, Place where) {
  const InEngine inside;
  if (supposing_) abandon();
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
  if (replaying_) park(Thread::State::at_frontier);
  Label event;
  event.type = Type::end;
  add(event, Place::current());
}

void Execution::join(int other, Place where) {
  const InEngine inside;
  if (supposing_) abandon();
  Thread& t = me();
  t.joined = other;
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

// --- atomics ---------------------------------------------------------------------------------------------------------

int Execution::create(const LocationInfo& info, Value value, Place where) {
  const InEngine inside;
  if (supposing_) abandon();
  int location = 0;
  if (me().replays()) {
    location = me().events[me().next].location;
    const Event& event = replayed(Type::write, location, where);
    if (!event.plain || event.value != value) not_deterministic(where);
  } else {
    reach_frontier(where);
    Label event;
    event.plain = true;
    event.value = value;
    event.where = where;
    if (graph().locations() >= most_locations) give_up("too many atomics: " + text(where));
    location = exploration_.add_location(current_, event);
  }
  ++me().next;
  ++me().writes;
  if (infos_.size() <= static_cast<std::size_t>(location)) infos_.resize(static_cast<std::size_t>(location) + 1);
  infos_[static_cast<std::size_t>(location)] = info;
  return location;
}

void Execution::destroy(int location, const void* address) {
  const InEngine inside;
  if (supposing_) return;
  const Place where = Place::current();
  location = valid(location, address, where);
  const Clock& known = graph().happened_before(current_);
  for (int t = 0; t < graph().threads(); ++t) {
    if (t == current_) continue;
    for (int i = known.of(t); i < graph().length(t); ++i) {
      const Event& e = graph().of(t)[static_cast<std::size_t>(i)];
      if (e.is_access_to(location)) {
        violated(Kind::use_after_free,
                 "an atomic is destroyed while another thread may still use it: " + text(e.where));
      }
    }
  }
  infos_[static_cast<std::size_t>(location)].destroyed = true;
}

void Execution::refuse(int location, const void* address, Place where) {
  const InEngine inside;
  if (supposing_) return;
  const bool known = static_cast<std::size_t>(location) < infos_.size();
  if (!known || info(location).address != address) {
    give_up("an access to something that is no atomic, or has not been constructed: " + text(where));
  }
  violated(Kind::use_after_free, "an atomic is used after its end: " + text(where));
}

// Who finds an atomic without its construction happening before races with it.
void Execution::check_initialized(int location, Place where) {
  const Ref initialization = graph().coherence(location).front();
  if (graph().happened_before(current_).contains(initialization)) return;
  violated(Kind::data_race, "an atomic is used that another thread may still be constructing: " + text(where));
}

Ref Execution::add_read(Label& read, int location, Place where) {
  reach_frontier(where);
  if (script_ != nullptr) wait_for_turn();
  check_initialized(location, where);
  read.type = Type::read;
  read.location = static_cast<std::int16_t>(location);
  read.where = where;
  const Ref added = script_ == nullptr ? exploration_.add_read(current_, read) : add_read_as_told(read);
  ++me().next;
  return added;
}

// Only what has come to its end is supposed to go on: then nothing is replayed any more.
Value Execution::load(int location, std::memory_order order, Place where, bool plain) {
  const InEngine inside;
  Thread& t = me();
  if (!t.replays()) return add_load(location, order, where, plain);
  const Event& event = replayed(Type::read, location, where);
  if (event.update.exists() || event.may_sleep || event.order != order) not_deterministic(where);
  wait_for_replay_of(event.rf);
  if (recording_) note_access(Ref::of(current_, t.next), where);
  ++t.next;
  return event.value;
}

Value Execution::add_load(int location, std::memory_order order, Place where, bool plain) {
  if (supposing_) return suppose_load(location);
  Label fresh;
  fresh.order = order;
  fresh.plain = plain;
  const Ref read = add_read(fresh, location, where);
  if (me().depth == 1 && exploration_.has_other_reads(read)) drop_failing_reads(read);
  if (recording_) note_access(read, where);
  return graph()[read].value;
}

Value Execution::look(int location, Value unwanted, std::memory_order order, Place where) {
  Thread& t = me();
  if (!t.replays()) return add_look(location, unwanted, order, where);
  const Event& event = replayed(Type::read, location, where);
  if (!event.may_sleep || event.update.expected != unwanted || event.order != order) not_deterministic(where);
  wait_for_replay_of(event.rf);
  if (recording_) note_access(Ref::of(current_, t.next), where);
  ++t.next;
  return event.value;
}

Value Execution::add_look(int location, Value unwanted, std::memory_order order, Place where) {
  if (supposing_) return suppose_load(location);
  Label fresh;
  fresh.order = order;
  fresh.may_sleep = true;
  fresh.update.expected = unwanted;
  const Ref read = add_read(fresh, location, where);
  if (recording_) note_access(read, where);
  return graph()[read].value;
}

void Execution::store(int location, Value value, std::memory_order order, Place where, bool plain) {
  const InEngine inside;
  Thread& t = me();
  if (!t.replays()) return add_store(location, value, order, where, plain);
  const Event& event = replayed(Type::write, location, where);
  if (event.value != value || event.order != order) not_deterministic(where);
  wrote(where);
}

// After a store.
inline void Execution::wrote(Place where) {
  Thread& t = me();
  ++t.next;
  ++t.writes;
  if (recording_) note_access(Ref::of(current_, t.next - 1), where);
}

void Execution::add_store(int location, Value value, std::memory_order order, Place where, bool plain) {
  if (supposing_) return suppose_store(location, value);
  reach_frontier(where);
  if (script_ != nullptr) wait_for_turn();
  check_initialized(location, where);
  Label fresh;
  fresh.order = order;
  fresh.plain = plain;
  fresh.location = static_cast<std::int16_t>(location);
  fresh.value = value;
  fresh.where = where;
  if (script_ == nullptr) {
    exploration_.add_write(current_, fresh);
  } else {
    add_write_as_told(fresh);
  }
  wrote(where);
}

Execution::Updated Execution::update(int location, const Update& update, Place where) {
  const InEngine inside;
  if (supposing_) return suppose_update(location, update);
  Thread& t = me();
  const Ref read = Ref::of(current_, t.next);
  if (t.replays()) {
    const Event& event = replayed(Type::read, location, where);
    if (!(event.update == update)) not_deterministic(where);
    wait_for_replay_of(event.rf);
    ++t.next;
  } else {
    Label fresh;
    fresh.update = update;
    add_read(fresh, location, where);
  }
  const Updated result{.before = graph()[read].value, .written = graph()[read].exclusive};
  if (result.written) write_of_update(location, where);
  if (recording_) note_access(read, where);
  return result;
}

void Execution::write_of_update(int location, Place where) {
  Thread& t = me();
  if (t.replays()) {
    (void)replayed(Type::write, location, where);
  } else {
    if (replaying_) {
      updating_ = current_;
      park(Thread::State::at_frontier);
      updating_ = nobody;
    }
    const bool consistent = exploration_.add_exclusive_write(current_);
    if (!consistent && script_ != nullptr) differ("RC11 does not allow the write to stand there");
    if (!consistent) end(Ending::discarded, Kind::none, "");
  }
  ++t.next;
  ++t.writes;
}

void Execution::fence(std::memory_order order, Place where) {
  const InEngine inside;
  if (supposes()) return;
  if (me().replays()) {
    if (replayed(Type::fence, -1, where).order != order) not_deterministic(where);
    ++me().next;
  } else {
    reach_frontier(where);
    if (script_ != nullptr) wait_for_turn();
    Label fresh;
    fresh.type = Type::fence;
    fresh.order = order;
    add(fresh, where);
  }
  if (recording_) note_fence(order, where);
}

void Execution::notify(int location, bool everybody, Place where) {
  const InEngine inside;
  if (supposes()) return;
  if (me().replays()) {
    (void)replayed(Type::notify, location, where);
    ++me().next;
    return;
  }
  reach_frontier(where);
  Label fresh;
  fresh.type = Type::notify;
  fresh.location = static_cast<std::int16_t>(location);
  fresh.everybody = everybody;
  add(fresh, where);
}

// --- sections --------------------------------------------------------------------------------------------------------

void Execution::enter(Section section) {
  const InEngine inside;
  if (supposes()) return;
  Thread& t = me();
  if (section == Section::waiting) t.waits_from = t.next;
  if (recording_ && section != t.section) note_section(section);
  if (section == Section::critical && section != t.section) {
    t.passages.push_back({.waits_from = t.waits_from, .enters = t.next});
  }
  t.section = section;
}

}  // namespace turnstile::rc11
