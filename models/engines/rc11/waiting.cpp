// Threads that wait.
//
// A *round* is what a thread does between two moments in which its state is the same: a turn of an await whose
// condition was false, or of a loop that is no await. If it wrote nothing, then whatever the thread can do after the
// round it could have done instead of it, on less: the execution without the round is explored too. So the thread is
// blocked there, and the round stays in the graph only so that later writes can revisit its reads.
//
// (Oberhauser et al., VSync, ASPLOS 2021, for awaits; Kokologiannakis, Ren, Vafeiadis, Dynamic Partial Order Reductions
// for Spinloops, FMCAD 2021, for loops.)
//
// Where the state is not the same the turn is an ordinary part of the execution.
#include <algorithm>
#include <cstring>
#include <utility>

#include "models/engines/rc11/execution.hpp"
#include "models/engines/rc11/hang.hpp"

namespace turnstile::rc11 {

namespace {

// This is a function of its own for the same reason as in operations.cpp.
bool contains(const std::vector<Place>& places, const Place& where) {
  return std::ranges::any_of(places, [&](const Place& p) { return same_place(p, where); });
}

std::string too_many_rounds(int rounds, Place where) {
  return "an await that keeps state between its rounds went on for " + std::to_string(rounds) +
         " rounds: " + text(where);
}

inline bool ask(bool (*condition)(void*), void* closure) {
  const InProgram its_turn;
  return condition(closure);
}

}  // namespace

// The part of the stack that is in use; the whole stack where that is not known.
std::span<std::byte> Execution::live_stack(int thread) const {
  std::byte* const bottom = memory_.stack(thread);
  std::byte* const top = bottom + Memory::stack_size;
  std::byte* const end = this->thread(thread).fiber.stack_end();
  return {end == nullptr ? bottom : end, top};
}

Surroundings Execution::surroundings() const {
  Surroundings outside{.memory = &memory_};
  for (int t = current_; t != 0;) {
    t = thread(t).creator;
    outside.stacks[outside.creators++] = live_stack(t);
  }
  return outside;
}

void Execution::begin_round(Round& round, const std::byte* frame) {
  Thread& t = me();
  round.first_event = t.next;
  round.plain_writes = t.plain_writes;
  round.restored = false;
  round.before.drop();
  if (!t.will_write()) round.before.take(surroundings(), frame, stack_top());
}

// Not inlined, and the condition is called through a pointer: what lies above this frame is the state of the thread, and
// the condition's own variables, which do not live from one round to the next, lie below.
[[gnu::noinline]] void Execution::await(bool (*condition)(void*), void* closure, Place where) {
  const InEngine inside;
  if (supposition_.runs()) {
    if (!ask(condition, closure)) supposition_.abandon();
    return;
  }
  Thread& t = me();
  if (t.section == Section::doorway)
    give_up("an await inside the doorway: overtaking would hide there: " + text(where));
  auto* frame = static_cast<std::byte*>(__builtin_frame_address(0)) + 2 * sizeof(void*);
  const std::size_t depth = t.depth++;
  if (t.rounds.size() <= depth) t.rounds.resize(depth + 1);
  t.rounds[depth].condition = condition;
  t.rounds[depth].closure = closure;
  t.rounds[depth].frame = frame;
  for (int turn = 1;; ++turn) {
    begin_round(t.rounds[depth], frame);
    if (ask(condition, closure)) break;
    fail_round(t.rounds[depth], frame, where);
    if (turn == limits_.rounds_of_await) stop(too_many_rounds(turn, where));
  }
  end_round(t.rounds[depth]);
  --t.depth;
}

void Execution::restored(std::memory_order order, Place where) {
  if (supposition_.runs()) return;
  Thread& t = me();
  if (t.depth == 0 && releases(order)) t.passed_nothing_on = where;
  for (std::size_t i = 0; i < t.depth; ++i) {
    t.rounds[i].restored = true;
    t.rounds[i].restored_where = where;
  }
}

// A round that only waits may leave out the write of a read-modify-write. A round that does more may not.
void Execution::end_round(const Round& round) {
  if (!round.restored) return;
  give_up(
      "a read-modify-write put back what it had read and was taken for a read, in a round of an await that is more " +
      ("than waiting: " + text(round.restored_where)));
}

void Execution::fail_round(const Round& round, const std::byte* frame, Place where) {
  // The execution goes on, so that the other threads do, too.
  if (me().section == Section::trying) undecided_ = "a try_lock waits: " + text(where);
  check_round_wrote_nothing(round, where);
  if (recorder_ != nullptr) recorder_->failed_round(current_, round.first_event, false);
  if (me().replays()) return;  // as it did when the round was its last
  if (round.before.shows(surroundings(), frame)) return block(round.first_event, where);
  // The round is an ordinary part of the execution, and its read-modify-writes should have written.
  end_round(round);
}

void Execution::check_round_wrote_nothing(const Round& round, Place where) {
  const Thread& t = me();
  bool wrote = t.plain_writes != round.plain_writes;
  for (int i = round.first_event; i < t.next; ++i) {
    wrote |= graph().of(current_)[static_cast<std::size_t>(i)].type == Type::write;
  }
  if (wrote) give_up("a round of an await writes although it fails, and is no mere waiting: " + text(where));
}

// The thread's events from this one on are a round that would repeat itself.
void Execution::block(int first_event, Place where) {
  Thread& t = me();
  // If the graph has more events, this was no repetition when it was made: something in the client's memory differs
  // from run to run. It is never wrong to go on.
  if (t.next < graph().length(current_)) return;
  refuse_to_wait(first_event, where);
  if (following_ == nullptr) drop_if_redundant(first_event);
  t.failed_from = first_event;
  t.failed_where = where;
  park(Thread::State::blocked);
}

// What comes before the round in po ∪ rf is an execution, too: the one in which all other threads have stopped there.
// If the thread has read the newest values of that execution, it waits for a thread that has stopped.
void Execution::refuse_to_wait(int first_event, Place where) {
  if (!limits_.waiting_is_wrong || !reads_newest_it_knows(first_event)) return;
  me().failed_from = first_event;
  waits_wrongly_ = true;
  violated(Kind::deadlock, "a thread waits for another one: " + text(where));
}

bool Execution::reads_newest_it_knows(int first_event) const {
  const auto& events = graph().of(current_);
  const Clock& known = events.back().porf;
  return std::all_of(events.begin() + first_event, events.end(), [&](const Event& e) {
    if (e.type == Type::choice) return !will_choose_otherwise(e);
    if (e.type != Type::read) return true;
    const auto& order = graph().coherence(e.location);
    return !e.spurious && std::none_of(order.begin() + graph().position(e) + 1, order.end(),
                                       [&](Ref newer) { return known.contains(newer); });
  });
}

// A blocked round stays for the sake of its reads, which later writes may revisit. The last of them is lost with every
// revisit of an earlier one, so that if it is never maximal (it has read an old value, though a newer one was there, or
// failed for no reason at all) none can ever be revisited, and what the other threads do they do as well without this
// round.
void Execution::drop_if_redundant(int first_event) {
  for (int i = me().next - 1; i >= first_event; --i) {
    const Event& e = graph().of(current_)[static_cast<std::size_t>(i)];
    // The same is true of a choice of something other than 0.
    if (e.type == Type::choice && e.chooser == Chooser::client && e.value != 0) end(Ending::discarded, Kind::none, "");
    if (e.type != Type::read) continue;
    if (e.spurious || knew_better(e)) end(Ending::discarded, Kind::none, "");
    return;
  }
}

// Whether a newer write than the one that was read was there before the read.
bool Execution::knew_better(const Event& read) const {
  const auto& order = graph().coherence(read.location);
  return std::any_of(order.begin() + graph().position(read) + 1, order.end(),
                     [&](Ref newer) { return graph()[newer].stamp < read.stamp; });
}

// --- sleep -----------------------------------------------------------------------------------------------------------
//
// Unlike one in an await, a thread that sleeps in atomic::wait does not look again by itself. Like a round of an await,
// the sleep of a thread that was woken adds nothing to the execution, and is left out of it: the graph has only the
// look at which the thread went on, or fell asleep for ever.

void Execution::wait(int location, Value old, std::memory_order order, Place where) {
  const InEngine inside;
  const int first_event = me().next;
  if (look(location, old, order, where) != old) return;
  if (supposition_.runs()) supposition_.abandon();
  refuse_to_wait(first_event, where);
  me().failed_from = first_event;
  me().failed_where = where;
  park(Thread::State::asleep);
}

// --- loops that are no awaits ----------------------------------------------------------------------------------------
//
// The thread is compared with itself at each read, from its first visit on, so that a loop is recognized when it has gone
// round once, as an await is. What lives on its stack below the caller's frame is not the program's (call.hpp).

void Execution::visit(Call& call) {
  if (!may_go_round() || !call.knows_caller()) return;
  Thread& t = me();
  const std::uint64_t done = t.effects + t.plain_writes;
  if (t.watch.effects != done) t.watch.begin_anew(done);
  if (t.depth > 0 && !was_seen(call.caller.code)) return;
  if (!t.watch.outside.is_undisturbed(surroundings())) {
    t.watch.begin_anew(done);
    t.watch.outside.take(surroundings(), stack_top(), stack_top());
  }
  const Caller caller = call.live_caller();
  const bool replays = t.next < graph().length(current_);
  const Watch::Visit* before = same_visit(caller);
  if (before == nullptr && !replays && call.closely) before = visit_with_unset_bytes(caller);
  if (before != nullptr) {
    // A thread that is being replayed went on here, and does so again.
    if (!replays) go_round(*before, call.where);
    return;
  }
  Watch& watch = t.watch;
  watch.visits.push_back({.caller = caller,
                          .first_event = t.next,
                          .restored = static_cast<int>(watch.restored.size()),
                          .stack = watch.stacks.size()});
  watch.stacks.insert(watch.stacks.end(), caller.stack, stack_top());
}

// In an await, which sees for itself that its round has failed, a picture of each read would cost too much.
bool Execution::was_seen(const void* code) {
  std::vector<const void*>& seen = me().watch.seen;
  if (std::ranges::find(seen, code) != seen.end()) return true;
  seen.push_back(code);
  return false;
}

const Watch::Visit* Execution::same_visit(const Caller& caller) const {
  const Watch& watch = thread(current_).watch;
  const auto size = static_cast<std::size_t>(stack_top() - caller.stack);
  for (const Watch::Visit& v : watch.visits) {
    if (v.caller == caller && std::memcmp(watch.stacks.data() + v.stack, caller.stack, size) == 0) return &v;
  }
  return nullptr;
}

// The first visit at the same place, if the stack was the same then but for bytes that were not set yet.
const Watch::Visit* Execution::visit_with_unset_bytes(const Caller& caller) {
  if (following_ != nullptr) return nullptr;
  const auto& visits = thread(current_).watch.visits;
  const auto is_here = [&](const Watch::Visit& v) { return v.caller == caller; };
  if (std::ranges::count_if(visits, is_here) != 1) return nullptr;  // it has gone round more often: that is no accident
  const auto first = std::ranges::find_if(visits, is_here);
  return differs_in_unset_bytes(*first, caller.stack) ? &*first : nullptr;
}

// The bytes that were not set then have the pattern, which is another one in each run. All others are the same in both.
bool Execution::differs_in_unset_bytes(const Watch::Visit& first, const std::byte* stack) {
  const int next = me().next;
  const auto known =
      std::ranges::find_if(compared_, [&](const Compared& c) { return c.thread == current_ && c.next == next; });
  if (known != compared_.end()) return known->alike;
  const std::byte* const before = me().watch.stacks.data() + first.stack;
  const auto size = static_cast<std::size_t>(stack_top() - stack);
  if (!comparison_.has_value()) {
    comparison_ = {.thread = current_, .next = next, .before = {before, before + size}, .now = {stack, stack_top()}};
    end(Ending::again, Kind::none, "");
  }
  const Comparison other = std::move(*comparison_);
  comparison_.reset();
  bool alike = other.thread == current_ && other.next == next && other.before.size() == size;
  for (std::size_t i = 0; alike && i < size; ++i) {
    alike = other.before[i] == other.now[i] || other.before[i] != before[i];
  }
  compared_.push_back({.thread = current_, .next = next, .alike = alike});
  return alike;
}

// The thread is where it was. Where read-modify-writes on the way have put back what they read, they are to be taken for
// reads, as in an await: the search begins anew and knows it.
void Execution::go_round(const Watch::Visit& since, Place where) {
  const auto& restored = me().watch.restored;
  if (static_cast<int>(restored.size()) > since.restored && following_ == nullptr) {
    learn({.spins = {restored.begin() + since.restored, restored.end()}, .writes = {}});
  }
  block(since.first_event, where);
}

bool Execution::spins(const Place& where) const {
  return contains(limits_.lessons.spins, where) && !contains(limits_.lessons.writes, where);
}

// The way on from a read-modify-write that passed nothing on leads to something that others can see: it was more than
// waiting, and must write.
void Execution::note_effect() {
  Thread& t = me();
  ++t.effects;
  if (t.passed_nothing_on && !replaying_ && following_ == nullptr)
    learn({.spins = {}, .writes = {*t.passed_nothing_on}});
}

void Execution::note_restored(Place where) {
  if (contains(limits_.lessons.writes, where)) return note_effect();
  me().watch.restored.push_back(where);
}

void Execution::learn(Lessons lessons) {
  lessons_ = std::move(lessons);
  end(Ending::learnt, Kind::none, "");
}

}  // namespace turnstile::rc11
