// What happened in one execution, step by step.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "models/clients/program.hpp"
#include "models/observation/order.hpp"
#include "models/verdict.hpp"

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
  fence
};

template <>
inline constexpr std::array names_of<Operation> = {
    "load",      "store",     "exchange",  "compare_exchange", "failed_compare_exchange",
    "fetch_add", "fetch_sub", "fetch_and", "fetch_or",         "fetch_xor",
    "read",      "write",     "fence"};

template <>
inline constexpr std::array names_of<Section> = {"remainder", "trying", "doorway", "waiting", "critical", "exit"};

constexpr bool reads(Operation o) { return o != Operation::store && o != Operation::write && o != Operation::fence; }
constexpr bool writes(Operation o) {
  return o != Operation::load && o != Operation::read && o != Operation::fence &&
         o != Operation::failed_compare_exchange;
}

struct Step {
  int thread = 0;
  Operation operation{};
  std::string variable{};    // "interested[1]"; empty for a fence
  bool truth = false;        // the variable is a bool
  std::int64_t read = 0;     // the value before, where the operation reads
  std::int64_t written = 0;  // the value after, where it writes
  std::int64_t newest = 0;   // what the variable held: other than `read` where the read was stale
  std::memory_order order{};
  std::string file{};
  int line = 0;
  Section section{};
  bool repeated = false;  // of a waiting round like the one before it
  bool races = false;     // with an earlier access of another thread; it was not performed

  [[nodiscard]] bool stale() const { return reads(operation) && read != newest; }
  bool operator==(const Step&) const = default;
};

using Trace = std::vector<Step>;

}  // namespace turnstile
