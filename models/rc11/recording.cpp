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

Operation operation_of(const Event& event) {
  if (event.type == Type::write) return Operation::store;
  if (!event.update.exists()) return Operation::load;
  if (event.update.operation == Operation::compare_exchange && !event.exclusive) {
    return Operation::failed_compare_exchange;
  }
  return event.update.operation;
}

}  // namespace

Execution::Recorded Execution::record() {
  recording_ = true;
  recorded_ = {};
  step_of_.clear();
  run();
  recording_ = false;
  return std::move(recorded_);
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
  if (s.operation == Operation::failed_compare_exchange) s.written = s.read;
  if (!reads || event.exclusive) {
    s.written = shown(graph()[write].value, about);
    step_of_.emplace_back(write, static_cast<int>(recorded_.steps.size()));
  }
  recorded_.reads_from.push_back(reads ? step_writing(event.rf) : -1);
  recorded_.addresses.push_back(about.address);
  recorded_.steps.push_back(std::move(s));
}

void Execution::note_plain(Operation operation, const LocationInfo& info, Value read, Value written, Place where) {
  Step s = step(seat(current_), me().section, operation, std::memory_order::relaxed, where);
  s.truth = info.truth;
  s.read = s.newest = shown(read, info);
  s.written = shown(written, info);
  recorded_.reads_from.push_back(-1);
  recorded_.addresses.push_back(info.address);
  recorded_.steps.push_back(std::move(s));
}

void Execution::note_fence(std::memory_order order, Place where) {
  recorded_.steps.push_back(step(seat(current_), me().section, Operation::fence, order, where));
  recorded_.reads_from.push_back(-1);
  recorded_.addresses.push_back(nullptr);
}

}  // namespace turnstile::rc11
