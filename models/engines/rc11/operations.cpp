// What the threads of a program do: each operation is replayed where the graph has it, and added where it has not.
#include <algorithm>
#include <utility>

#include "models/engines/rc11/consistency.hpp"
#include "models/engines/rc11/execution.hpp"

namespace turnstile::rc11 {

namespace {

// This many fit into an event.
constexpr int most_locations = 10'000;
// A thread that has been at one place of the program so often gives way to others: it may wait for them.
constexpr int laps_in_a_row = 8;
// What an atomic takes of the program's memory, where it has no value: the number of its location (platform.hpp).
constexpr std::size_t bytes_of_cell = sizeof(int);

// This is a function of its own because what it has on the heap meanwhile would be lost where an execution ends.
std::string too_long(int most, const char* of_what, Place where) {
  return "a loop went on for more than " + std::to_string(most) + " " + of_what + ": " + text(where);
}

}  // namespace

// The thread's next event, which the graph has.
const Event& Execution::replayed(Type type, int location, Place where) {
  const Thread& t = me();
  const Event& event = t.events[t.next];
  if (event.type != type || event.location != location) not_deterministic(where);
  return event;
}

void Execution::not_deterministic(Place where) {
  give_up("the client is not deterministic: it did something else when it ran again: " + text(where) + likely_causes);
}

// To be called before a read, in replay. This thread is not chosen to go on before the write is there.
inline void Execution::wait_for_replay_of(const Ref& write) {
  if (thread(write.thread).next > write.index) return;
  me().awaited = write;
  park(Thread::State::awaits_replay);
}

void Execution::reach_frontier(Place where) {
  Thread& t = me();
  const int times = times_at(where);
  t.laps = times > laps_in_a_row && following_ == nullptr ? times : 0;
  if (replaying_ || t.laps > 0) park(Thread::State::at_frontier);
  if (t.next >= limits_.events_of_thread) stop(too_long(limits_.events_of_thread, "operations", where));
  if (limits_.unroll > 0 && times >= limits_.unroll) stop(too_long(limits_.unroll, "rounds", where));
}

// How often the thread has been at this place of the program, if that can be often.
int Execution::times_at(const Place& where) const {
  const int enough = limits_.unroll > 0 ? std::min(limits_.unroll, laps_in_a_row) : laps_in_a_row;
  if (me_->next < enough) return 0;
  const auto& events = graph().of(current_);
  return static_cast<int>(std::count_if(events.begin(), events.begin() + me_->next, [&](const Event& e) {
    return same_place(e.where, where) && (!e.exclusive || e.type != Type::write);
  }));
}

// The thread goes no further in this execution. The others do: what they find counts.
void Execution::stop(std::string reason) {
  if (cut_.empty()) cut_ = std::move(reason);
  std::string().swap(reason);  // its destructor will not run
  park(Thread::State::stopped);
  std::terminate();  // nobody resumes it
}

// Adds an event that has no alternatives.
void Execution::add(Label event, Place where) {
  event.where = where;
  exploration_.add(current_, event);
  ++me().next;
}

// --- atomics ---------------------------------------------------------------------------------------------------------

int Execution::create(const LocationInfo& info, Value value, Place where) {
  const InEngine inside;
  if (supposition_.runs()) supposition_.abandon();
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
  note_effect();
  if (infos_.size() <= static_cast<std::size_t>(location)) infos_.resize(static_cast<std::size_t>(location) + 1);
  infos_[static_cast<std::size_t>(location)] = info;
  // A litmus test has names for its locations, and no memory.
  if (info.address != nullptr) move_in(info.address, bytes_of_cell, {.plain = false, .number = location}, where);
  return location;
}

// A use of the atomic by another thread that does not happen before what this one does now; a null pointer: there is
// none.
const Event* Execution::user_beside(int location) const {
  const Clock& known = graph().happened_before(current_);
  for (int t = 0; t < graph().threads(); ++t) {
    if (t == current_) continue;
    for (int i = known.of(t); i < graph().length(t); ++i) {
      const Event& e = graph().of(t)[static_cast<std::size_t>(i)];
      if (e.location == location && (e.is_access() || !limits_.notify_after_destroy)) return &e;
    }
  }
  return nullptr;
}

// Lets the other threads first do what the graph has of them, even if this one does not wait for it: a trace then shows
// it.
void Execution::come_last() {
  if (!replaying_ || me().replays() || following_ != nullptr) return;
  me().laps = 0;
  park(Thread::State::at_frontier);
}

void Execution::destroy(int location, const void* address) {
  const InEngine inside;
  if (supposition_.runs()) return;
  location = valid(location, address, graph_place(location), Operation::destroy);
  note_effect();
  come_last();
  if (recorder_ != nullptr) recorder_->ending(address);
  if (const Event* user = user_beside(location)) {
    violated(Kind::use_after_free,
             "an atomic is destroyed while another thread may still use it: " + text(user->where));
  }
  LocationInfo& about = infos_[static_cast<std::size_t>(location)];
  about.destroyed = true;
  about.end = Ref::of(current_, me().next);
}

// Where an atomic was constructed.
Place Execution::graph_place(int location) const {
  const bool known = location >= 0 && location < graph().locations() && !graph().coherence(location).empty();
  return known ? graph()[graph().coherence(location).front()].where : Place::current();
}

void Execution::refuse(int location, const void* address, Place where, Operation used_by) {
  const InEngine inside;
  if (supposition_.runs()) return;
  const bool known = static_cast<std::size_t>(location) < infos_.size();
  if (!known || info(location).address != address) {
    give_up("an access to something that is no atomic, or has not been constructed: " + text(where));
  }
  if (recorder_ != nullptr) note_use_after_end(used_by, address, where);
  violated(Kind::use_after_free, "an atomic is used after its end: " + text(where));
}

// Notes a use that is not performed.
void Execution::note_use_after_end(Operation operation, const void* address, Place where) {
  if (following_ != nullptr && has_turn(operation)) following_->wait_for_turn();
  recorder_->use_after_end(operation, address, where);
}

// Checks what must be so when the operation is performed, however many others were performed since the thread came to
// it: the atomic is there, and its construction happened before.
void Execution::check_alive(int location, Operation used_by, Place where) {
  if (info(location).destroyed) {
    if (recorder_ != nullptr) note_use_after_end(used_by, info(location).address, where);
    violated(Kind::use_after_free, "an atomic is used after its end: " + text(where));
  }
  const Ref initialization = graph().coherence(location).front();
  if (graph().happened_before(current_).contains(initialization)) return;
  violated(Kind::data_race, "an atomic is used that another thread may still be constructing: " + text(where));
}

Ref Execution::add_read(Label& read, int location, Place where) {
  reach_frontier(where);
  if (following_ != nullptr) following_->wait_for_turn();
  check_alive(location, read.update.exists() ? read.update.operation : Operation::load, where);
  read.type = Type::read;
  read.location = static_cast<std::int16_t>(location);
  read.where = where;
  const Ref added = following_ == nullptr ? exploration_.add_read(current_, read) : following_->add_read(read);
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
  if (recorder_ != nullptr) recorder_->access(Ref::of(current_, t.next), where);
  ++t.next;
  return event.value;
}

Value Execution::add_load(int location, std::memory_order order, Place where, bool plain) {
  if (supposition_.runs()) return supposition_.load(location);
  Label fresh;
  fresh.order = order;
  fresh.plain = plain;
  const Ref read = add_read(fresh, location, where);
  if (me().depth == 1 && exploration_.has_other_reads(read)) drop_failing_reads(read);
  if (recorder_ != nullptr) recorder_->access(read, where);
  return graph()[read].value;
}

Value Execution::look(int location, Value unwanted, std::memory_order order, Place where) {
  Thread& t = me();
  if (!t.replays()) return add_look(location, unwanted, order, where);
  const Event& event = replayed(Type::read, location, where);
  if (!event.may_sleep || event.update.expected != unwanted || event.order != order) not_deterministic(where);
  wait_for_replay_of(event.rf);
  if (recorder_ != nullptr) recorder_->access(Ref::of(current_, t.next), where);
  ++t.next;
  return event.value;
}

Value Execution::add_look(int location, Value unwanted, std::memory_order order, Place where) {
  if (supposition_.runs()) return supposition_.load(location);
  Label fresh;
  fresh.order = order;
  fresh.may_sleep = true;
  fresh.update.expected = unwanted;
  const Ref read = add_read(fresh, location, where);
  if (recorder_ != nullptr) recorder_->access(read, where);
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

// To be called after a store.
inline void Execution::wrote(Place where) {
  Thread& t = me();
  ++t.next;
  note_effect();
  if (recorder_ != nullptr) recorder_->access(Ref::of(current_, t.next - 1), where);
}

void Execution::add_store(int location, Value value, std::memory_order order, Place where, bool plain) {
  if (supposition_.runs()) return supposition_.store(location, value);
  reach_frontier(where);
  if (following_ != nullptr) following_->wait_for_turn();
  check_alive(location, Operation::store, where);
  Label fresh;
  fresh.order = order;
  fresh.plain = plain;
  fresh.location = static_cast<std::int16_t>(location);
  fresh.value = value;
  fresh.where = where;
  if (following_ == nullptr) {
    exploration_.add_write(current_, fresh);
  } else {
    following_->add_write(fresh);
  }
  wrote(where);
}

Updated Execution::update(int location, const Update& update, Place where) {
  const InEngine inside;
  if (supposition_.runs()) return supposition_.update(location, update);
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
  if (recorder_ != nullptr) recorder_->access(read, where);
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
    if (!consistent && following_ != nullptr) following_->differ("RC11 does not allow the write to stand there");
    if (!consistent) end(Ending::discarded, Kind::none, "");
  }
  ++t.next;
  const Event& read = graph().of(current_)[static_cast<std::size_t>(t.next) - 2];
  if (read.update.after(read.value) == read.value) {
    note_restored(where);
  } else {
    note_effect();
  }
}

void Execution::fence(std::memory_order order, Place where) {
  const InEngine inside;
  if (supposition_.counts()) return;
  if (me().replays()) {
    if (replayed(Type::fence, -1, where).order != order) not_deterministic(where);
    ++me().next;
  } else {
    reach_frontier(where);
    if (following_ != nullptr) following_->wait_for_turn();
    Label fresh;
    fresh.type = Type::fence;
    fresh.order = order;
    add(fresh, where);
  }
  if (recorder_ != nullptr) recorder_->fence(order, where);
}

// By the letter of C++ a notify uses the atomic. Kernels wake by address alone, and `notify_after_destroy` says as they do.
void Execution::notify(int location, const void* address, bool everybody, Place where) {
  const InEngine inside;
  if (supposition_.counts()) return;
  if (!limits_.notify_after_destroy || static_cast<std::size_t>(location) >= infos_.size()) {
    location = valid(location, address, where, Operation::notify);
  }
  note_effect();
  if (me().replays()) {
    (void)replayed(Type::notify, location, where);
    ++me().next;
    return;
  }
  reach_frontier(where);
  if (!limits_.notify_after_destroy) check_alive(location, Operation::notify, where);
  Label fresh;
  fresh.type = Type::notify;
  fresh.location = static_cast<std::int16_t>(location);
  fresh.everybody = everybody;
  add(fresh, where);
}

// --- sections --------------------------------------------------------------------------------------------------------

void Execution::enter(Section section) {
  const InEngine inside;
  if (supposition_.counts()) return;
  Thread& t = me();
  if (section == Section::waiting) t.waits_from = t.next;
  if (recorder_ != nullptr && section != t.section) recorder_->section(section);
  if (section == Section::critical && section != t.section) {
    t.passages.push_back({.waits_from = t.waits_from, .enters = t.next});
  }
  t.section = section;
}

}  // namespace turnstile::rc11
