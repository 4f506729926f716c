// The trace of an execution that is run once more to be shown.
#include <algorithm>

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
  newest_step_.assign(static_cast<std::size_t>(graph().locations()) + 1, -1);
  auto again = std::make_unique<Graph>(graph());
  run(std::move(again));
  recording_ = false;
  return std::move(recorded_);
}

void Execution::note_access(Ref ref, Place where) {
  const Event& event = graph()[ref];
  const LocationInfo& about = info(event.location);
  const Ref write = event.exclusive && event.type == Type::read ? Ref::of(ref.thread, ref.index + 1) : ref;
  Step s = step(seat(ref.thread), me().section, operation_of(event), event.order, where);
  s.truth = about.truth;

  const auto step_writing = [&](Ref w) {
    const auto found =
        std::find_if(step_of_.begin(), step_of_.end(), [&](const auto& known) { return known.first == w; });
    return found == step_of_.end() ? -1 : found->second;
  };
  const auto location = static_cast<std::size_t>(event.location);
  if (newest_step_.size() <= location) newest_step_.resize(location + 1, -1);
  // Of the writes that the trace has so far, the newest.
  Ref newest = graph().coherence(event.location).front();
  for (const Ref w : graph().coherence(event.location)) {
    if (step_writing(w) >= 0 || (event.type == Type::read && w == event.rf)) newest = w;
  }
  s.newest = shown(graph()[newest].value, about);
  if (event.type == Type::read) s.read = shown(event.value, about);
  if (event.type == Type::write || event.exclusive) {
    s.written = shown(graph()[write].value, about);
    step_of_.emplace_back(write, static_cast<int>(recorded_.steps.size()));
    if (event.type == Type::write) s.read = s.newest;
  }
  if (s.operation == Operation::failed_compare_exchange) s.written = s.read;
  recorded_.reads_from.push_back(event.type == Type::read ? step_writing(event.rf) : -1);
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
