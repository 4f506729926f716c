// The objects that atomic_refs refer to, in the execution that runs in this thread of the process.
#include <algorithm>
#include <vector>

#include "turnstile/detail/checking_ref.hpp"

namespace turnstile::detail {

namespace {

using rc11::Execution;
using rc11::Ref;

struct Referred {
  const void* object;
  std::size_t size;
  void* cell;
  int location;
  int references;
  Ref end{};  // where the last of them ended: the thread, and how many events it had
};

thread_local std::vector<Referred> all;

Referred* find(const void* object) {
  const auto found = std::ranges::find(all, object, &Referred::object);
  return found == all.end() ? nullptr : &*found;
}

const rc11::Clock& known() { return Execution::current().graph().happened_before(Execution::current().self()); }

// Whether another thread accesses the object, and nothing orders that before this moment.
bool is_used_elsewhere(int location) {
  const rc11::Graph& graph = Execution::current().graph();
  const int self = Execution::current().self();
  for (int t = 0; t < graph.threads(); ++t) {
    const auto& events = graph.of(t);
    const auto unordered = events.begin() + std::min(known().of(t), graph.length(t));
    if (t != self && std::any_of(unordered, events.end(), [&](const auto& e) { return e.is_access_to(location); })) {
      return true;
    }
  }
  return false;
}

void give_up(const char* why, const Place& where) { Execution::current().give_up(why + (": " + rc11::text(where))); }

}  // namespace

void forget_referred() { all.clear(); }

void* referred(const void* object, std::size_t size, const Place& where) {
  const rc11::InEngine inside;
  Referred* const entry = find(object);
  if (entry == nullptr) return nullptr;
  const bool is_gone = entry->references == 0;
  const bool is_ordered =
      is_gone ? entry->end.thread == Execution::current().self() || known().of(entry->end.thread) > entry->end.index
              : known().contains(Execution::current().graph().coherence(entry->location).front());
  if (!is_ordered) {
    give_up("the first atomic_ref to an object must be constructed before the threads that have others", where);
  }
  if (is_gone) return nullptr;
  if (entry->size != size) give_up("atomic_refs of two types refer to the same object", where);
  ++entry->references;
  return entry->cell;
}

void begin_to_refer(const void* object, std::size_t size, void* cell) {
  const rc11::InEngine inside;
  const Execution& execution = Execution::current();
  const auto last = static_cast<std::size_t>(execution.thread(execution.self()).next) - 1;
  const int location = execution.graph().of(execution.self())[last].location;
  const Referred fresh{.object = object, .size = size, .cell = cell, .location = location, .references = 1};
  if (Referred* const entry = find(object)) {
    *entry = fresh;
  } else {
    all.push_back(fresh);
  }
}

std::optional<rc11::Value> end_to_refer(const void* object, const Place& where) {
  const rc11::InEngine inside;
  Referred* const entry = find(object);
  const Execution& execution = Execution::current();
  if (entry == nullptr || --entry->references > 0) return std::nullopt;
  if (is_used_elsewhere(entry->location)) {
    give_up("the last atomic_ref to an object must end after the threads that have others", where);
  }
  entry->end = Ref::of(execution.self(), execution.thread(execution.self()).next);
  return execution.graph()[execution.graph().newest(entry->location)].value;
}

}  // namespace turnstile::detail
