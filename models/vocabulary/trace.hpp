// What happened in one execution, step by step.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "models/vocabulary/order.hpp"
#include "models/vocabulary/program.hpp"
#include "models/vocabulary/verdict.hpp"

namespace turnstile {

enum class Operation : std::uint8_t {
  load,
  store,
  exchange,
  compare_exchange,
  failed_compare_exchange,
  fetch_add,
  fetch_sub,
  fetch_and,
  fetch_or,
  fetch_xor,
  read,   // of plain data
  write,  // of plain data
  fence,
  mark,       // no operation: the thread enters a section, calls, or returns
  construct,  // an atomic, plain data, or memory begins: where that is what is wrong
  destroy,    // it ends: likewise, and where it is used afterwards
  notify      // of an atomic that had ended: a notify is no step otherwise
};

template <>
inline constexpr std::array names_of<Operation> = {"load",
                                                   "store",
                                                   "exchange",
                                                   "compare_exchange",
                                                   "failed_compare_exchange",
                                                   "fetch_add",
                                                   "fetch_sub",
                                                   "fetch_and",
                                                   "fetch_or",
                                                   "fetch_xor",
                                                   "read",
                                                   "write",
                                                   "fence",
                                                   "mark",
                                                   "construct",
                                                   "destroy",
                                                   "notify"};

template <>
inline constexpr std::array names_of<Section> = {"remainder", "trying", "doorway", "waiting", "critical", "exit"};

// Reads or writes a variable.
constexpr bool accesses(Operation o) { return o < Operation::fence; }
// A step of such an operation begins or ends a variable's life, and is no access.
constexpr bool is_of_life(Operation o) { return o > Operation::mark; }
// Whether a step with this operation must come again when the execution is repeated.
constexpr bool has_turn(Operation o) { return accesses(o) || o == Operation::fence; }
constexpr bool is_plain(Operation o) { return o == Operation::read || o == Operation::write; }
constexpr bool reads(Operation o) { return accesses(o) && o != Operation::store && o != Operation::write; }
constexpr bool writes(Operation o) {
  return accesses(o) && o != Operation::load && o != Operation::read && o != Operation::failed_compare_exchange;
}

struct Step {
  int thread = 0;  // -1: main, before or after all threads
  Operation operation{};
  std::string variable{};    // "interested[1]"; empty for a fence and a mark
  bool truth = false;        // the variable is a bool
  std::int64_t read = 0;     // the value before, where the operation reads
  std::int64_t written = 0;  // the value after, where it writes
  std::int64_t newest = 0;   // what the variable held: other than `read` where the read was stale
  std::memory_order order{};
  std::string file{};
  int line = 0;
  Section section{};         // of a mark: the one that begins here
  std::string text{};        // of a mark: "calls pop()", "pop() is 2"; empty: the thread enters `section`
  int reads_from = initial;  // the step whose write it read
  int position = 0;          // of a write: its place in the modification order of the variable, from 1
  bool waits = false;        // in a round of an await that failed
  bool blocked = false;      // in the last of these, of a thread that waits for ever
  int times = 1;             // that the whole round, from its first step, came in a row
  bool repeated = false;     // of a waiting round like the one before it
  bool races = false;        // with an earlier access of another thread; it was not performed
  bool ended = false;        // its variable had ended before; it was not performed
  // The values in words, where a number says little: "{0, 1}", "&next". Empty: the number is what is shown.
  std::string read_as{};
  std::string written_as{};
  std::string newest_as{};

  static constexpr int initial = -1;  // the value that the variable began with

  [[nodiscard]] bool performed() const { return !races && !ended; }
  [[nodiscard]] bool stale() const { return reads(operation) && read != newest; }
  bool operator==(const Step&) const = default;
};

using Trace = std::vector<Step>;

}  // namespace turnstile
