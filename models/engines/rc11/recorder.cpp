#include "models/engines/rc11/recorder.hpp"

#include <algorithm>
#include <utility>

#include "models/engines/rc11/hang.hpp"

namespace turnstile::rc11 {

namespace {

std::int64_t shown(Value value, const LocationInfo& info) {
  if (!info.is_signed || info.bytes == 8) return static_cast<std::int64_t>(value);
  const unsigned unused = 64 - 8U * info.bytes;
  return static_cast<std::int64_t>(value << unused) >> unused;
}

// A read-modify-write that put back what it had read, in a round that failed, is a read (docs/rc11.md).
Operation operation_of(const Event& event) {
  if (event.type == Type::write) return Operation::store;
  const bool compares = event.update.operation == Operation::compare_exchange;
  if (event.exclusive) return event.update.operation;
  return compares ? Operation::failed_compare_exchange : Operation::load;
}

std::string mark_of(const Event& choice) {
  if (choice.chooser != Chooser::client) return mark_of(choice.chooser);
  return "chooses " + std::to_string(choice.value) + " of " + std::to_string(choice.update.operand);
}

bool is_stopped(const Thread& thread) {
  return thread.state == Thread::State::blocked || thread.state == Thread::State::asleep;
}

}  // namespace

const Thread& Recorder::me() const { return execution_.thread(execution_.self()); }

// A step for what the running thread does now.
Step Recorder::now(Operation operation, std::memory_order order, const Place& where) const {
  Step s;
  s.thread = ExecutionView::seat(execution_.self());
  s.section = me().section;
  s.operation = operation;
  s.order = order;
  s.file = where.file_name();
  s.line = static_cast<int>(where.line());
  return s;
}

Recorded Recorder::finish(Ending ending) {
  recorded_.ending = ending;
  note_places();
  note_who_waits();
  keep_what_is_wrong();
  return std::move(recorded_);
}

// Counts places among the writes that the trace has: an initialization is none of them.
void Recorder::note_places() {
  for (int l = 0; l < execution_.graph().locations(); ++l) {
    int position = 0;
    for (const Ref write : execution_.graph().coherence(l)) {
      const int i = step_writing(write);
      if (i >= 0) recorded_.steps[static_cast<std::size_t>(i)].position = ++position;
    }
  }
}

// A thread that is stopped in an execution that another thread has ended could have gone on some day.
void Recorder::note_who_waits() {
  const bool all = recorded_.ending == Ending::blocked && hang_of(execution_) == Hang::yes;
  const int ended_by = execution_.ended_by();
  for (int t = 0; t < graph_threads; ++t) {
    const bool went_on = t == ended_by && !execution_.waits_wrongly();
    if (!is_stopped(execution_.thread(t)) || went_on) continue;
    failed_round(t, execution_.thread(t).failed_from, all || t == ended_by);
  }
}

void Recorder::failed_round(int thread, int first_event, bool for_ever) {
  for (std::size_t i = 0; i < recorded_.steps.size(); ++i) {
    Step& s = recorded_.steps[i];
    const Ref moment = recorded_.moments[i];
    if (moment.thread != thread || moment.index < first_event || s.operation == Operation::mark) continue;
    s.waits = true;
    s.blocked = for_ever;
  }
}

void Recorder::note(Step step, const void* address, int moment) {
  recorded_.steps.push_back(std::move(step));
  recorded_.addresses.push_back(address);
  recorded_.moments.push_back(Ref::of(execution_.self(), moment));
  if (has_turn(recorded_.steps.back().operation)) performed_();
}

int Recorder::step_writing(Ref write) const {
  const auto found = std::ranges::find(step_of_, write, &std::pair<Ref, int>::first);
  return found == step_of_.end() ? -1 : found->second;
}

// The newest of the writes that the trace has so far.
Ref Recorder::newest_recorded(const Event& access) const {
  const auto& order = execution_.graph().coherence(access.location);
  Ref newest = order.front();
  for (const Ref w : order) {
    if (step_writing(w) >= 0 || w == access.rf) newest = w;
  }
  return newest;
}

void Recorder::access(Ref ref, Place where) {
  const Event& event = execution_.graph()[ref];
  const LocationInfo& about = execution_.info(event.location);
  const bool reads = event.type == Type::read;
  const Ref write = reads && event.exclusive ? Ref::of(ref.thread, ref.index + 1) : ref;
  Step s = now(operation_of(event), event.order, where);
  s.truth = about.truth;
  s.newest = shown(execution_.graph()[newest_recorded(event)].value, about);
  s.read = reads ? shown(event.value, about) : s.newest;
  if (!reads || event.exclusive) {
    s.written = shown(execution_.graph()[write].value, about);
    step_of_.emplace_back(write, static_cast<int>(recorded_.steps.size()));
  }
  if (reads) s.reads_from = step_writing(event.rf);
  note(std::move(s), about.address, ref.index);
}

void Recorder::plain_access(Operation operation, const LocationInfo& info, Value read, Value written,
                            PlainVariables::Answer answer, Place where) {
  Step s = now(operation, std::memory_order::relaxed, where);
  s.truth = info.truth;
  s.races = answer == PlainVariables::Answer::race;
  s.ended = answer == PlainVariables::Answer::destroyed;
  if (operation == Operation::write) s.written = shown(written, info);
  // Without a race the writes of a plain variable are ordered, and the last one is what is read. An access that races, or
  // comes too late, is not performed.
  PlainWrites& writes = plain_writes_[info.address];
  if (s.performed()) {
    s.read = s.newest = shown(read, info);
    if (operation == Operation::read) s.reads_from = writes.last;
    if (operation == Operation::write) {
      writes.last = static_cast<int>(recorded_.steps.size());
      s.position = ++writes.number;
    }
  }
  note(std::move(s), info.address, me().next);
}

void Recorder::fence(std::memory_order order, Place where) {
  note(now(Operation::fence, order, where), nullptr, me().next - 1);
}

// --- how long objects live -------------------------------------------------------------------------------------------

void Recorder::ending(const void* address) {
  const auto& blocks = execution_.memory().blocks();
  const auto block =
      std::ranges::find_if(blocks, [&](const Memory::Block& b) { return b.freed && b.contains(address); });
  Step s = now(Operation::destroy, std::memory_order::relaxed, Place());
  if (block != blocks.end()) {
    s.file = block->released.file_name();
    s.line = static_cast<int>(block->released.line());
  }
  note(std::move(s), address, me().next);
}

void Recorder::use_after_end(Operation operation, const void* address, Place where) {
  Step s = now(operation, std::memory_order::relaxed, where);
  s.ended = true;
  note(std::move(s), address, me().next);
}

// Notes a step of the block. The client may have a better name for it.
void Recorder::note_block(Operation operation, const Memory::Block& block, const Place& where) {
  Step s = now(operation, std::memory_order::relaxed, where);
  s.variable = "object@" + text(block.allocated);
  s.ended = operation == Operation::destroy && block.freed;
  note(std::move(s), block.key(), me().next);
}

void Recorder::allocation(const Memory::Block& block) { note_block(Operation::construct, block, block.allocated); }
void Recorder::release(const Memory::Block& block, Place where) { note_block(Operation::destroy, block, where); }

// Whether the step was not performed, or has completed the violation, or is the end of the object that was used.
bool Recorder::is_wrong(std::size_t step, const void* partner) const {
  const Step& s = recorded_.steps[step];
  const bool is_last = step + 1 == recorded_.steps.size();
  if (!s.performed() || (is_last && execution_.kind() == Kind::use_after_free)) return true;
  if (execution_.kind() == Kind::leak)
    return s.operation == Operation::construct && recorded_.addresses[step] == leaked_;
  const bool ends = s.operation == Operation::destroy && recorded_.addresses[step] == partner;
  return execution_.kind() == Kind::use_after_free && recorded_.steps.back().ended && ends;
}

// Objects begin and end all the time, which is told only where it is what is wrong. Where several objects had the same
// address, it is told of the last one.
void Recorder::keep_what_is_wrong() {
  Recorded kept;
  kept.ending = recorded_.ending;
  const void* partner = recorded_.addresses.empty() ? nullptr : recorded_.addresses.back();
  std::vector<int> places(recorded_.steps.size(), Step::initial);
  std::vector<bool> stays(recorded_.steps.size(), true);
  for (std::size_t i = recorded_.steps.size(); i-- > 0;) {
    const bool is_end = recorded_.steps[i].operation == Operation::destroy && recorded_.steps[i].performed();
    if (is_of_life(recorded_.steps[i].operation))
      stays[i] = recorded_.ending == Ending::violated && is_wrong(i, partner);
    if (stays[i] && is_end) partner = nullptr;
  }
  for (std::size_t i = 0; i < recorded_.steps.size(); ++i) {
    if (!stays[i]) continue;
    places[i] = static_cast<int>(kept.steps.size());
    kept.steps.push_back(std::move(recorded_.steps[i]));
    kept.addresses.push_back(recorded_.addresses[i]);
    kept.moments.push_back(recorded_.moments[i]);
    int& from = kept.steps.back().reads_from;
    if (from != Step::initial) from = places[static_cast<std::size_t>(from)];
  }
  recorded_ = std::move(kept);
}

void Recorder::section(Section section) {
  Step s;
  s.thread = ExecutionView::seat(execution_.self());
  s.operation = Operation::mark;
  s.section = section;
  // An entry section with a doorway begins with it, so that the mark before is changed and none is added.
  const bool begins =
      section == Section::doorway && !recorded_.steps.empty() && recorded_.steps.back().thread == s.thread;
  if (begins && recorded_.steps.back().operation == Operation::mark && me().section == Section::waiting) {
    recorded_.steps.back().section = section;
  } else {
    note(std::move(s), nullptr, me().next);
  }
}

void Recorder::choice(const Event& choice, Place where) {
  Step s = now(Operation::mark, std::memory_order::relaxed, where);
  s.text = mark_of(choice);
  note(std::move(s), nullptr, me().next);
}

void Recorder::mark(std::string text) {
  Step s;
  s.thread = ExecutionView::seat(execution_.self());
  s.operation = Operation::mark;
  s.section = me().section;
  s.text = std::move(text);
  note(std::move(s), nullptr, me().next);
}

}  // namespace turnstile::rc11
