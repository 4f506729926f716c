// A counterexample as one thing, whatever engine found it: what is violated, by which execution, and why. It is written
// to a file, shown, and run again (docs/counterexamples.md has the schema).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/counterexample/schedule.hpp"
#include "models/vocabulary/program.hpp"
#include "models/vocabulary/trace.hpp"
#include "models/vocabulary/verdict.hpp"

namespace turnstile::counterexample {

inline constexpr const char* schema = "turnstile.counterexample/1";

// A shared variable, by the name that its algorithm or client gives it.
struct Variable {
  std::string name;
  bool truth = false;  // its values are false and true
  std::int64_t initial = 0;
  std::string initial_as{};      // in words, where a number says little
  std::vector<int> coherence{};  // its writes in modification order, as indices of events
  bool operator==(const Variable&) const = default;
};

// A file that the events name, with its whole text: what is shown then fits what ran, also when the file has changed.
struct Source {
  std::string file;
  std::string text;
  bool operator==(const Source&) const = default;
};

// The claim that the counterexample refutes: a thread of that class is overtaken at most so often.
struct BypassClaim {
  int at_most = 0;
  std::string of_class;  // "thread"; of reader-writer locks "writer", "reader"
  bool operator==(const BypassClaim&) const = default;
};

// Two events of different threads with nothing between them in happens-before.
using Edge = std::pair<int, int>;

struct Artifact {
  std::string algorithm;
  std::string variant;
  Property property{};
  Kind kind{};
  Engine engine{};
  std::string model;                  // that the execution is one of, in words
  const ClientRow* client = nullptr;  // nothing: the engine has scenarios of its own
  Mix mix{};
  std::optional<BypassClaim> claim{};  // of kind bypass

  std::string sentence{};       // what is wrong, and how it came about
  std::vector<int> culprits{};  // the events that show it

  std::vector<Variable> variables{};
  std::vector<Source> sources{};
  // The order is one in which every read comes after the write that it reads, with as few context switches as possible.
  Trace events{};
  std::vector<Edge> happens_before{};  // program order, which is part of it, is left out
  // For a livelock: from this event on the execution goes round for ever.
  std::optional<int> cycle{};

  // What the simulated processor has in place of threads and events: tasks with priorities, and which task ran when.
  std::optional<Schedule> schedule{};

  bool operator==(const Artifact&) const = default;
};

// "peterson/broken_acq_rel"
std::string full_name(const Artifact& artifact);
// How its files are called: "peterson.broken_acq_rel.mutual_exclusion.rc11".
std::string stem_of_file(const Artifact& artifact);

// The text of a line of one of the sources, without the space around it; empty where it is not known.
std::string line_of(const std::vector<Source>& sources, const std::string& file, int line);

// Notes at each access what its variable held then: the newest write, in modification order, among the events before.
void fill_newest(Artifact& artifact);

// Counts the accesses of the threads to shared memory, and their fences. Marks are no such events, and what main does
// before and after all threads does not count.
int shared_events(const Trace& events);
// Counts how often the next event of the threads belongs to another thread.
int context_switches(const Trace& events);

// Whether main counts as a thread: in a client of the user's own it does what it likes while the threads run.
bool main_takes_part(const Artifact& artifact);
int shared_events(const Artifact& artifact);
int context_switches(const Artifact& artifact);

}  // namespace turnstile::counterexample
