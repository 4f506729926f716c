// The vocabulary of the suite: what is asked, which engine answers, and what the answer is.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace turnstile {

namespace counterexample {
struct Artifact;
}

// What is asked of a lock (docs/definitions.md).
enum class Property : std::uint8_t { mutual_exclusion, progress, bounded_waiting, linearizability };

// The engine that answers.
enum class Engine : std::uint8_t { relacy, rc11, interleavings, uniprocessor, tsan };

enum class Outcome : std::uint8_t {
  holds,          // every execution inside the bounds was explored, in the stated memory model, and none violates
  not_refuted,    // nothing found in what was explored, which is not everything
  violated,       // with a kind and a counterexample
  unknown,        // the engine could not decide; never shown as a pass
  not_applicable  // the property makes no sense here
};

// In what way a property is violated. Of several, the one that stands first is reported.
enum class Kind : std::uint8_t {
  none,
  overlap,
  data_race,
  lost_update,
  readers_excluded,
  deadlock,
  livelock,
  remainder_blocks,
  bypass,
  not_linearizable,
  use_after_free,
  inheritance,
  restoration,
  inversion,
  assertion,
  leak,
  crash
};

template <class Enum>
inline constexpr auto names_of = nullptr;

template <>
inline constexpr std::array names_of<Property> = {"mutual_exclusion", "progress", "bounded_waiting", "linearizability"};
template <>
inline constexpr std::array names_of<Engine> = {"relacy", "rc11", "interleavings", "uniprocessor", "tsan"};
template <>
inline constexpr std::array names_of<Outcome> = {"holds", "not_refuted", "violated", "unknown", "not_applicable"};
template <>
inline constexpr std::array names_of<Kind> = {
    "none",           "overlap",     "data_race",        "lost_update", "readers_excluded",
    "deadlock",       "livelock",    "remainder_blocks", "bypass",      "not_linearizable",
    "use_after_free", "inheritance", "restoration",      "inversion",   "assertion",
    "leak",           "crash"};

// The name of a value as it stands in tables, JSON and on the command line.
template <class Enum>
constexpr std::string_view name(Enum value) {
  return names_of<Enum>[static_cast<std::size_t>(value)];
}

// The same, for callers that want it terminated.
template <class Enum>
constexpr const char* c_name(Enum value) {
  return names_of<Enum>[static_cast<std::size_t>(value)];
}

// The value of that name, or nothing.
template <class Enum>
constexpr std::optional<Enum> named(std::string_view text) {
  for (std::size_t i = 0; i < names_of<Enum>.size(); ++i) {
    if (names_of<Enum>[i] == text) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

// The size of the programs that were explored.
struct Bounds {
  int threads = 0;
  int rounds = 0;   // the most that one thread performs
  std::string mix;  // where the threads differ in class: "2R1W"
};

// How often a waiting thread of one class was overtaken (docs/definitions.md, bounded waiting).
struct Bypass {
  std::optional<int> bound;      // nothing: it grows with the rounds
  bool exact = false;            // the maximum over all executions, not only over those that were seen
  std::map<int, int> by_rounds;  // rounds of each thread -> the largest number seen
};

// One search that a verdict rests on.
struct Run {
  std::string client{};  // occupancy, visibility, progress, bypass
  std::string rounds{};  // of each thread: "2,2"
  std::string search{};  // "random", "bound 3", "full"
  std::uint64_t executions = 0;
  std::uint64_t blocked = 0;
  bool complete = false;  // the search came to its own end
  double seconds = 0;
  std::string result{};  // "passed", a kind, or why it was given up
};

// The answer to one question about one variant, with all that was done to find it.
struct Verdict {
  std::string algorithm;
  std::string variant;
  Property property{};
  Engine engine{};
  std::string model;
  Outcome outcome = Outcome::unknown;
  Kind kind = Kind::none;
  std::optional<std::pair<Outcome, Kind>> expected;  // nothing: these bounds are not the contract's
  bool as_contracted = true;
  Bounds bounds;
  std::string scenarios;         // the bounds, where the engine has scenarios of its own
  std::uint64_t executions = 0;  // all, those that were blocked among them
  std::uint64_t blocked = 0;     // executions that ended in a hang or at the step limit
  bool complete = false;         // everything inside the bounds was searched, as far as the engine's model reaches
  double seconds = 0;
  std::map<std::string, Bypass> bypass;  // by class of threads
  std::string reason;                    // why it is unknown, or is not as contracted
  std::string counterexample;            // text, for people
  std::string counterexample_file;
  std::shared_ptr<const counterexample::Artifact> artifact;
  std::vector<Run> runs;
};

}  // namespace turnstile
