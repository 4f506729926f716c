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

#include "models/rc11/execution.hpp"

namespace turnstile::rc11 {

namespace {

// A function of its own, as in operations.cpp.
std::string too_many_rounds(int rounds, Place where) {
  return "an await that keeps state between its rounds went on for " + std::to_string(rounds) +
         " rounds: " + text(where);
}

// Some day, if nothing else happens. The execution in which it has is explored as well.
bool will_choose_otherwise(const Event& choice) {
  if (choice.chooser == Chooser::client) return choice.value != 0;
  return choice.chooser == Chooser::timeout && choice.value == 0 && choice.update.operand > 1;
}

}  // namespace

// The whole of it where we do not know how much is in use.
std::span<std::byte> Execution::live_stack(int thread) const {
  std::byte* const bottom = memory_.stack(thread);
  std::byte* const top = bottom + Memory::stack_size;
  std::byte* const end = this->thread(thread).fiber.stack_end();
  return {end == nullptr ? bottom : end, top};
}

Surroundings Execution::surroundings() const {
  Surroundings outside{.memory = &memory_};
  if (current_ == 0) return outside;
  const int creator = thread(current_).creator;
  outside.stacks[0] = live_stack(creator);
  if (creator != 0) outside.stacks[1] = live_stack(0);
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
  if (supposing_) {
    if (!condition(closure)) throw Abandoned{};
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
    if (condition(closure)) break;
    fail_round(t.rounds[depth], frame, where);
    if (turn == limits_.rounds_of_await) {
      end(Ending::cut, Kind::none, too_many_rounds(turn, where));
    }
  }
  end_round(t.rounds[depth]);
  --t.depth;
}

void Execution::restored(Place where) {
  if (supposing_) return;
  Thread& t = me();
  for (std::size_t i = 0; i < t.depth; ++i) {
    t.rounds[i].restored = true;
    t.rounds[i].restored_where = where;
  }
}

// What a round that is mere waiting may leave undone, others may not.
void Execution::end_round(const Round& round) {
  if (!round.restored) return;
  give_up(
      "a read-modify-write put back what it had read and was taken for a read, in a round of an await that is more " +
      ("than waiting: " + text(round.restored_where)));
}

void Execution::fail_round(const Round& round, const std::byte* frame, Place where) {
  // It goes on waiting, so that the others go on, too.
  if (me().section == Section::trying) undecided_ = "a try_lock waits: " + text(where);
  check_round_wrote_nothing(round, where);
  if (recording_) note_failed_round(current_, round.first_event, false);
  if (me().replays()) return;  // as it did when the round was its last
  if (round.before.shows(surroundings(), frame)) return block(round.first_event, where);
  // An ordinary part of the execution, whose read-modify-writes should have written.
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
  // Then this was no repetition when the graph was made: something in the client's memory differs from run to run. To
  // go on is never wrong.
  if (t.next < graph().length(current_)) return;
  refuse_to_wait(first_event, where);
  if (script_ == nullptr) drop_if_redundant(first_event);
  t.failed_from = first_event;
  t.failed_where = where;
  park(Thread::State::blocked);
}

// What comes before the round in po ∪ rf is an execution, too: that in which all others have stopped there. If the thread
// has read the newest values of that one, it waits for somebody who has stopped.
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
    // Likewise what has chosen something else than 0.
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

// --- hangs -----------------------------------------------------------------------------------------------------------

bool Execution::reads_newest(int thread) const {
  const int first = this->thread(thread).failed_from;
  for (int i = first; i < graph().length(thread); ++i) {
    const Event& e = graph().of(thread)[static_cast<std::size_t>(i)];
    if (e.type == Type::read && (e.spurious || graph().newest(e.location) != e.rf)) return false;
    if (e.type == Type::choice && will_choose_otherwise(e)) return false;
  }
  return true;
}

// Every write becomes visible in the end (Lahav et al., Making Weak Memory Models Fair, OOPSLA 2021): a waiting thread
// that has read an old value will read a newer one, and a compare-exchange that failed for no reason will succeed. Only if each has read the newest, nobody will ever go on.
Execution::Hang Execution::hang() const {
  for (int t = 0; t < graph_threads; ++t) {
    if (thread(t).state == Thread::State::out_of_turn) return Hang::no;
    if (thread(t).state == Thread::State::blocked && !reads_newest(t)) return Hang::no;
  }
  const Hang asleep = asleep_for_ever();
  return asleep == Hang::yes && what_a_hang_depends_on() != nullptr ? Hang::undecided : asleep;
}

// Whether the thread would go on waiting, had it chosen otherwise, is not known.
const char* Execution::what_a_hang_depends_on() const {
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

const char* Execution::why_undecided() const {
  const char* const choice = what_a_hang_depends_on();
  return choice != nullptr ? choice : "several threads sleep in atomic::wait, and it depends on whom notify_one wakes";
}

// --- loops that are no awaits ----------------------------------------------------------------------------------------

bool Execution::is_repetition(const Watch& watch, const Watch::Site& site, const Registers& registers,
                              const std::byte* stack) const {
  return watch.site == site && watch.registers == registers && watch.state.shows(surroundings(), stack);
}

void Execution::remember(Watch& watch, const Watch::Site& site, const Registers& registers, const std::byte* stack) {
  watch.site = site;
  watch.registers = registers;
  watch.first_event = me().next;
  watch.state.take(surroundings(), stack, stack_top());
}

void Execution::visit(const Registers& registers, bool compares, Place where) {
  Thread& t = me();
  Watch& watch = t.watch;
  const std::uint64_t writes = t.writes + t.plain_writes;
  if (watch.writes != writes) watch.begin_anew(writes);
  const Watch::Site site{.file = where.file_name(), .line = where.line(), .column = where.column()};
  const std::byte* const stack = registers.stack;
  if (std::ranges::find(watch.sites, site) == watch.sites.end()) {
    watch.sites.push_back(site);
    // A picture of every read would be dear; but a compare-exchange is seldom alone.
    if (compares && !watch.state.active()) remember(watch, site, registers, stack);
    return;
  }
  // What is replayed went on, and does so again.
  const bool at_the_end = t.next == graph().length(current_);
  if (at_the_end && is_repetition(watch, site, registers, stack)) block(watch.first_event, where);
  const unsigned n = ++watch.repetitions;
  if ((n & (n - 1)) == 0) remember(watch, site, registers, stack);
}

}  // namespace turnstile::rc11
