// The trace of an execution that is run once more to be shown.
#include <algorithm>
#include <utility>

#include "models/rc11/execution.hpp"

namespace turnstile::rc11 {

namespace {

std::int64_t shown(Value value, const LocationInfo& info) {
  if (!info.is_signed || info.bytes == 8) return static_cast<std::int64_t>(value);
  const unsigned unused = 64 - 8U * info.bytes;
  return static_cast<std::int64_t>(value << unused) >> unused;
}

Step step(int thread, Section section, Operation operation, std::memory_order order, const Place& where) {
  Step s;
  s.thread = thread;
  s.section = section;
  s.operation = operation;
  s.order = order;
  s.file = where.file_name();
  s.line = static_cast<int>(where.line());
  return s;
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

Execution::Recorded Execution::record() {
  recording_ = true;
  recorded_ = {};
  step_of_.clear();
  plain_writes_.clear();
  recorded_.ending = run();
  recording_ = false;
  note_places();
  note_who_waits();
  return std::move(recorded_);
}

// Among the writes that the trace has: an initialization is none of them.
void Execution::note_places() {
  for (int l = 0; l < graph().locations(); ++l) {
    int position = 0;
    for (const Ref write : graph().coherence(l)) {
      const int i = step_writing(write);
      if (i >= 0) recorded_.steps[static_cast<std::size_t>(i)].position = ++position;
    }
  }
}

// Who is stopped in an execution that another thread has ended could have gone on some day.
void Execution::note_who_waits() {
  const bool all = recorded_.ending == Ending::blocked && hang() == Hang::yes;
  for (const int t : started_) {
    if (!is_stopped(thread(t)) || (ending_ && t == current_ && !waits_wrongly_)) continue;
    note_failed_round(t, thread(t).failed_from, all || (ending_ && t == current_));
  }
}

void Execution::note_failed_round(int thread, int first_event, bool for_ever) {
  for (std::size_t i = 0; i < recorded_.steps.size(); ++i) {
    Step& s = recorded_.steps[i];
    const Ref moment = recorded_.moments[i];
    if (moment.thread != thread || moment.index < first_event || s.operation == Operation::mark) continue;
    s.waits = true;
    s.blocked = for_ever;
  }
}

void Execution::note(Step step, const void* address, int moment) {
  recorded_.steps.push_back(std::move(step));
  recorded_.addresses.push_back(address);
  recorded_.moments.push_back(Ref::of(current_, moment));
  if (script_ != nullptr && recorded_.steps.back().operation != Operation::mark) compare_with_script();
}

int Execution::step_writing(Ref write) const {
  const auto found = std::ranges::find(step_of_, write, &std::pair<Ref, int>::first);
  return found == step_of_.end() ? -1 : found->second;
}

// Of the writes that the trace has so far.
Ref Execution::newest_recorded(const Event& access) const {
  const auto& order = graph().coherence(access.location);
  Ref newest = order.front();
  for (const Ref w : order) {
    if (step_writing(w) >= 0 || w == access.rf) newest = w;
  }
  return newest;
}

void Execution::note_access(Ref ref, Place where) {
  const Event& event = graph()[ref];
  const LocationInfo& about = info(event.location);
  const bool reads = event.type == Type::read;
  const Ref write = reads && event.exclusive ? Ref::of(ref.thread, ref.index + 1) : ref;
  Step s = step(seat(ref.thread), me().section, operation_of(event), event.order, where);
  s.truth = about.truth;
  s.newest = shown(graph()[newest_recorded(event)].value, about);
  s.read = reads ? shown(event.value, about) : s.newest;
  if (!reads || event.exclusive) {
    s.written = shown(graph()[write].value, about);
    step_of_.emplace_back(write, static_cast<int>(recorded_.steps.size()));
  }
  if (reads) s.reads_from = step_writing(event.rf);
  note(std::move(s), about.address, ref.index);
}

void Execution::note_plain(Operation operation, const LocationInfo& info, Value read, Value written, bool races,
                           Place where) {
  Step s = step(seat(current_), me().section, operation, std::memory_order::relaxed, where);
  s.truth = info.truth;
  s.races = races;
  if (operation == Operation::write) s.written = shown(written, info);
  // Without a race the writes of a plain variable are ordered, and the last one is what is read. An access that races is
  // not performed.
  PlainWrites& writes = plain_writes_[info.address];
  if (!races) {
    s.read = s.newest = shown(read, info);
    if (operation == Operation::read) s.reads_from = writes.last;
    if (operation == Operation::write) {
      writes.last = static_cast<int>(recorded_.steps.size());
      s.position = ++writes.number;
    }
  }
  note(std::move(s), info.address, me().next);
}

void Execution::note_fence(std::memory_order order, Place where) {
  note(step(seat(current_), me().section, Operation::fence, order, where), nullptr, me().next - 1);
}

void Execution::note_section(Section section) {
  Step s;
  s.thread = seat(current_);
  s.operation = Operation::mark;
  s.section = section;
  // Whoever has a doorway begins with it.
  const bool begins =
      section == Section::doorway && !recorded_.steps.empty() && recorded_.steps.back().thread == s.thread;
  if (begins && recorded_.steps.back().operation == Operation::mark && me().section == Section::waiting) {
    recorded_.steps.back().section = section;
  } else {
    note(std::move(s), nullptr, me().next);
  }
}

void Execution::note_choice(const Event& choice, Place where) {
  Step s = step(seat(current_), me().section, Operation::mark, std::memory_order::relaxed, where);
  s.text = mark_of(choice);
  note(std::move(s), nullptr, me().next);
}

void Execution::mark(std::string text) {
  Step s;
  s.thread = seat(current_);
  s.operation = Operation::mark;
  s.section = me().section;
  s.text = std::move(text);
  note(std::move(s), nullptr, me().next);
}

}  // namespace turnstile::rc11
