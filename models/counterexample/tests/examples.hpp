// Counterexamples that were put together by hand, for tests of what is said about them.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "models/clients/rows.hpp"
#include "models/counterexample/artifact.hpp"
#include "models/counterexample/relations.hpp"

namespace turnstile::counterexample {

// Adds event after event; writes come in modification order unless a position is given.
class Example {
 public:
  Example(std::string algorithm, std::string variant, Kind kind, int threads) {
    artifact.algorithm = std::move(algorithm);
    artifact.variant = std::move(variant);
    artifact.kind = kind;
    artifact.engine = Engine::rc11;
    artifact.model = "RC11";
    artifact.mix = Mix::all(threads, 1);
  }

  Example& in(std::string file) {
    file_ = std::move(file);
    return *this;
  }
  int enter(int thread, Section section) {
    Step& s = add(thread, Operation::mark, "", 0);
    s.section = section;
    return last();
  }
  int says(int thread, std::string text) {
    add(thread, Operation::mark, "", 0).text = std::move(text);
    return last();
  }
  int store(int thread, const std::string& variable, std::int64_t value, std::memory_order order, int line) {
    Step& s = add(thread, Operation::store, variable, line);
    s.order = order;
    return wrote(s, value);
  }
  // From an event, or Step::initial.
  int load(int thread, const std::string& variable, int from, std::memory_order order, int line) {
    Step& s = add(thread, Operation::load, variable, line);
    s.order = order;
    return did_read(s, from);
  }
  int update(Operation operation, int thread, const std::string& variable, int from, std::int64_t value,
             std::memory_order order, int line) {
    Step& s = add(thread, operation, variable, line);
    s.order = order;
    did_read(s, from);
    return wrote(s, value);
  }
  int exchange(int thread, const std::string& variable, int from, std::int64_t value, std::memory_order order,
               int line) {
    return update(Operation::exchange, thread, variable, from, value, order, line);
  }
  int read(int thread, const std::string& variable, int from, int line) {
    return did_read(add(thread, Operation::read, variable, line), from);
  }
  int write(int thread, const std::string& variable, std::int64_t value, int line) {
    return wrote(add(thread, Operation::write, variable, line), value);
  }
  int fence(int thread, std::memory_order order, int line) {
    add(thread, Operation::fence, "", line).order = order;
    return last();
  }
  // That a variable begins or ends, or, after its end, that it is used.
  int life(int thread, Operation operation, const std::string& variable, int line, bool ended = false) {
    add(thread, operation, variable, line).ended = ended;
    return last();
  }
  Step& operator[](int event) { return artifact.events[static_cast<std::size_t>(event)]; }

  void initially(const std::string& variable, std::int64_t value) { initial_[variable] = value; }
  void truth(const std::string& variable) { truths_[variable] = true; }

  // With all that follows from the events; in this order.
  Artifact done() {
    for (Step& step : artifact.events) {
      if (accesses(step.operation)) add_variable(step);
    }
    for (Variable& variable : artifact.variables) {
      std::ranges::sort(variable.coherence, {}, [&](int i) { return (*this)[i].position; });
    }
    fill_newest(artifact);
    artifact.happens_before = Relations(artifact.events).nearest();
    return artifact;
  }

  Artifact artifact;

 private:
  Step& add(int thread, Operation operation, const std::string& variable, int line) {
    Step step;
    step.thread = thread;
    step.operation = operation;
    step.variable = variable;
    if (line > 0) step.file = file_;
    step.line = line;
    artifact.events.push_back(std::move(step));
    return artifact.events.back();
  }
  int wrote(Step& step, std::int64_t value) {
    step.written = value;
    step.position = ++positions_[step.variable];
    return last();
  }
  int did_read(Step& step, int from) {
    step.reads_from = from;
    step.read = from < 0 ? initial_[step.variable] : (*this)[from].written;
    return last();
  }
  void add_variable(Step& step) {
    step.truth = truths_[step.variable];
    auto known = std::ranges::find(artifact.variables, step.variable, &Variable::name);
    if (known == artifact.variables.end()) {
      artifact.variables.push_back(
          {.name = step.variable, .truth = step.truth, .initial = initial_[step.variable], .coherence = {}});
      known = artifact.variables.end() - 1;
    }
    if (writes(step.operation) && step.performed()) {
      known->coherence.push_back(static_cast<int>(&step - artifact.events.data()));
    }
  }
  [[nodiscard]] int last() const { return static_cast<int>(artifact.events.size()) - 1; }

  std::string file_ = "algorithms/lock.hpp";
  std::map<std::string, int> positions_;
  std::map<std::string, std::int64_t> initial_;
  std::map<std::string, bool> truths_;
};

namespace examples {

// Thread 0 destroys what thread 1 uses.
inline Artifact use_after_free(Operation used_by) {
  Example e("own", "", Kind::use_after_free, 2);
  e.initially("age", 4294967296);
  e.store(1, "age", 1, std::memory_order_relaxed, 5);
  e[0].written_as = "{1, 0}";
  e[0].newest_as = "{0, 1}";
  e.life(0, Operation::destroy, "age", 20);
  e.life(1, used_by, "age", 12, true);
  Artifact artifact = e.done();
  artifact.variables.front().initial_as = "{0, 1}";
  fill_newest(artifact);
  return artifact;
}

constexpr auto relaxed = std::memory_order_relaxed;
constexpr auto acquire = std::memory_order_acquire;
constexpr auto release = std::memory_order_release;
constexpr auto acq_rel = std::memory_order_acq_rel;

// Store buffering: each has stored, and reads what the other's flag was before.
inline Artifact peterson() {
  Example e("peterson", "broken_acq_rel", Kind::overlap, 2);
  e.artifact.client = &clients::occupancy;
  e.in("algorithms/peterson/broken_acq_rel.hpp");
  e.truth("interested[0]");
  e.truth("interested[1]");
  for (const int self : {0, 1}) {
    const std::string mine = self == 0 ? "interested[0]" : "interested[1]";
    const std::string others = self == 0 ? "interested[1]" : "interested[0]";
    e.enter(self, Section::doorway);
    e.store(self, mine, 1, release, 28);
    e.store(self, "turn", 1 - self, release, 30);
    e.enter(self, Section::waiting);
    e.load(self, others, Step::initial, acquire, 37);
    e.enter(self, Section::critical);
    e.in("models/clients/mutual_exclusion.hpp");
    e.update(Operation::fetch_add, self, "inside", self == 0 ? Step::initial : 6, 1 + self, relaxed, 67);
    e.in("algorithms/peterson/broken_acq_rel.hpp");
  }
  return e.done();
}

// The flag comes down before it goes up, in modification order.
inline Artifact mcs() {
  Example e("mcs", "broken_relaxed_link", Kind::deadlock, 2);
  e.artifact.property = Property::progress;
  e.artifact.client = &clients::progress;
  e.in("algorithms/mcs/broken_relaxed_link.hpp");
  e.initially("tail", -1);
  e.initially("next[0]", -1);
  e.initially("next[1]", -1);
  e.truth("locked[1]");
  e.enter(0, Section::doorway);
  const int reset = e.store(0, "next[0]", -1, relaxed, 31);
  const int first = e.exchange(0, "tail", Step::initial, 0, acq_rel, 34);
  e.enter(0, Section::waiting);
  e.enter(0, Section::critical);
  e.enter(0, Section::exit);
  e.load(0, "next[0]", reset, acquire, 52);
  e.enter(1, Section::doorway);
  e.store(1, "next[1]", -1, relaxed, 31);
  const int second = e.exchange(1, "tail", first, 1, acq_rel, 34);
  const int up = e.store(1, "locked[1]", 1, relaxed, 37);
  const int link = e.store(1, "next[0]", 1, relaxed, 39);
  e.enter(1, Section::waiting);
  const int look = e.load(1, "locked[1]", up, acquire, 46);
  e[look].waits = e[look].blocked = true;
  const int failed = e.load(0, "tail", second, relaxed, 57);
  e[failed].operation = Operation::failed_compare_exchange;
  e.load(0, "next[0]", link, acquire, 58);
  const int down = e.store(0, "locked[1]", 0, release, 61);
  e[down].position = 1;
  e[up].position = 2;
  e.enter(0, Section::remainder);
  return e.done();
}

// One round of a lock whose exit is relaxed, then another thread's.
inline Artifact tsl() {
  Example e("tsl", "broken_relaxed_release", Kind::data_race, 2);
  e.artifact.client = &clients::visibility;
  e.truth("taken");
  e.in("algorithms/tsl/broken_relaxed_release.hpp");
  e.enter(0, Section::waiting);
  e.exchange(0, "taken", Step::initial, 1, acquire, 26);
  e.enter(0, Section::critical);
  e.in("models/clients/mutual_exclusion.hpp");
  e.read(0, "counter", Step::initial, 74);
  e.write(0, "counter", 1, 75);
  e.in("algorithms/tsl/broken_relaxed_release.hpp");
  e.enter(0, Section::exit);
  const int leaves = e.store(0, "taken", 0, relaxed, 31);
  e.enter(0, Section::remainder);
  e.enter(1, Section::waiting);
  e.exchange(1, "taken", leaves, 1, acquire, 26);
  e.enter(1, Section::critical);
  e.in("models/clients/mutual_exclusion.hpp");
  const int race = e.read(1, "counter", Step::initial, 74);
  e[race].races = true;
  return e.done();
}

// While one waits the other enters so often.
inline Artifact bypass(int entries) {
  Example e("tsl", "correct", Kind::bypass, 2);
  e.artifact.property = Property::bounded_waiting;
  e.artifact.client = &clients::bypass;
  e.artifact.mix.rounds = {entries, 1};
  e.artifact.claim = {.at_most = entries - 1, .of_class = "thread"};
  e.truth("taken");
  e.in("algorithms/tsl/tsl.hpp");
  int free = Step::initial;
  for (int round = 0; round < entries; ++round) {
    e.enter(0, Section::waiting);
    const int took = e.exchange(0, "taken", free, 1, acquire, 26);
    if (round == 0) {
      e.enter(1, Section::waiting);
      const int look = e.exchange(1, "taken", took, 1, acquire, 26);
      e[look].waits = true;
      free = look;
    }
    e.enter(0, Section::critical);
    e.enter(0, Section::exit);
    free = e.store(0, "taken", 0, release, 31);
    e.enter(0, Section::remainder);
  }
  return e.done();
}

// A compare-exchange that takes the head for unchanged: 0 was popped and pushed again meanwhile.
inline Artifact stack() {
  Example e("cas", "broken_untagged_stack", Kind::not_linearizable, 2);
  e.artifact.property = Property::linearizability;
  e.artifact.client = &clients::history;
  e.in("algorithms/cas/broken_untagged_stack.hpp");
  const auto cas = Operation::compare_exchange;
  const int head = e.store(-1, "head", 0, relaxed, 35);
  e.says(0, "calls pop()");
  e.load(0, "head", head, acquire, 42);
  e.load(0, "next[0]", Step::initial, relaxed, 46);
  e.says(1, "calls pop()");
  e.load(1, "head", head, acquire, 42);
  const int one = e.update(cas, 1, "head", head, 1, acquire, 49);
  e.says(1, "pop() is 0");
  e.says(1, "calls pop()");
  e.load(1, "head", one, acquire, 42);
  const int two = e.update(cas, 1, "head", one, 2, acquire, 49);
  e.says(1, "pop() is 1");
  e.says(1, "calls push(0)");
  const int again = e.update(cas, 1, "head", two, 0, release, 35);
  e.says(1, "push() is done");
  const int taken = e.update(cas, 0, "head", again, 1, acquire, 49);
  e.says(0, "pop() is 0");
  e.says(0, "calls pop()");
  e.load(0, "head", taken, acquire, 42);
  e.update(cas, 0, "head", taken, 2, acquire, 49);
  e.says(0, "pop() is 1");
  return e.done();
}

}  // namespace examples
}  // namespace turnstile::counterexample
