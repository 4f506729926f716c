// Executions in a few words, for tests of what follows from them.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "models/counterexample/artifact.hpp"

namespace turnstile::counterexample {

// Builds a trace event by event; positions in modification order are those of the trace unless said otherwise.
class Traces {
 public:
  int write(int thread, const std::string& variable, std::int64_t value, std::memory_order order) {
    Step& s = add(thread, Operation::store, variable, order);
    s.written = value;
    s.position = ++positions_[variable];
    return last();
  }
  // From an event, or Step::initial (the value is 0 then).
  int read(int thread, const std::string& variable, int from, std::memory_order order) {
    Step& s = add(thread, Operation::load, variable, order);
    s.reads_from = from;
    s.read = from < 0 ? 0 : trace[static_cast<std::size_t>(from)].written;
    return last();
  }
  int exchange(int thread, const std::string& variable, int from, std::int64_t value, std::memory_order order) {
    read(thread, variable, from, order);
    Step& s = trace.back();
    s.operation = Operation::exchange;
    s.written = value;
    s.position = ++positions_[variable];
    return last();
  }
  int plain_read(int thread, const std::string& variable, int from) {
    const int event = read(thread, variable, from, std::memory_order::relaxed);
    trace.back().operation = Operation::read;
    return event;
  }
  int plain_write(int thread, const std::string& variable, std::int64_t value) {
    const int event = write(thread, variable, value, std::memory_order::relaxed);
    trace.back().operation = Operation::write;
    return event;
  }
  int fence(int thread, std::memory_order order) {
    add(thread, Operation::fence, "", order);
    return last();
  }
  int enter(int thread, Section section) {
    add(thread, Operation::mark, "", std::memory_order::relaxed).section = section;
    return last();
  }

  Trace trace;

 private:
  Step& add(int thread, Operation operation, const std::string& variable, std::memory_order order) {
    Step s;
    s.thread = thread;
    s.operation = operation;
    s.variable = variable;
    s.order = order;
    if (operation != Operation::mark) {
      s.file = "algorithms/some/lock.hpp";
      s.line = static_cast<int>(trace.size()) + 1;
    }
    trace.push_back(s);
    return trace.back();
  }
  [[nodiscard]] int last() const { return static_cast<int>(trace.size()) - 1; }

  std::map<std::string, int> positions_;
};

}  // namespace turnstile::counterexample
