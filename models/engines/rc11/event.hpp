// The events of an execution graph.
#pragma once

#include <atomic>
#include <cstdint>
#include <source_location>

#include "models/engines/rc11/clock.hpp"
#include "models/vocabulary/trace.hpp"

namespace turnstile::rc11 {

using Value = std::uint64_t;

enum class Type : std::uint8_t { write, read, fence, create, begin, end, join, notify, choice };

// What makes a choice. It tells what a choice means for a thread that waits (waiting.cpp).
enum class Chooser : std::uint8_t {
  client,          // asks for any of several numbers; again and again, and it gets each of them some day
  timeout,         // 1: the thread has waited long enough. If nothing else happens that comes some day
  spurious_wakeup  // 1: the thread wakes though nobody has woken it. That need not ever happen
};

// How a choice stands in a trace, where it is not the client that chooses.
constexpr const char* mark_of(Chooser chooser) {
  return chooser == Chooser::timeout ? "gives up waiting" : "wakes for no reason";
}

constexpr bool acquires(std::memory_order o) {
  return o == std::memory_order::acquire || o == std::memory_order::consume || o == std::memory_order::acq_rel ||
         o == std::memory_order::seq_cst;
}
constexpr bool releases(std::memory_order o) {
  return o == std::memory_order::release || o == std::memory_order::acq_rel || o == std::memory_order::seq_cst;
}

// What a read-modify-write does with the value that it reads. The read event keeps all of it: when a revisit lets it
// read something else, whether it writes, and with which orders, is decided anew.
struct Update {
  Operation operation = Operation::load;  // load: no read-modify-write
  bool weak = false;                      // a compare-exchange that may fail although the values agree
  bool in_await = false;                  // restoring the value that was read counts as a read
  std::uint8_t bytes = 8;                 // results are cut to this width
  std::memory_order success{};
  std::memory_order failure{};
  Value operand = 0;
  Value expected = 0;  // of a compare-exchange

  [[nodiscard]] bool exists() const { return operation != Operation::load; }
  [[nodiscard]] Value after(Value before) const;
  // Whether it writes, having read `before`.
  [[nodiscard]] bool writes(Value before) const {
    if (operation == Operation::compare_exchange) return before == expected;
    return !in_await || after(before) != before;
  }
  bool operator==(const Update&) const = default;
};

// What a thread does, as far as the graph must know.
struct Label {
  Type type = Type::write;
  std::memory_order order = std::memory_order::relaxed;
  bool plain = false;      // not atomic: an initialization, or a plain access of a litmus test
  bool exclusive = false;  // half of a read-modify-write: the write follows its read at once
  bool spurious = false;   // a weak compare-exchange that failed although the values agree
  bool everybody = false;  // of a notify: notify_all
  bool may_sleep = false;  // the load of an atomic::wait, which sleeps where it finds `update.expected`
  Chooser chooser{};       // of a choice

  std::int16_t location = -1;
  std::int16_t peer = -1;  // create and join: the other thread
  Ref rf;                  // of a read: the write that it reads; of a begin: the create
  Value value = 0;         // read, written, or chosen: of a choice from 0 to less than `update.operand`
  Update update;           // of a read that can become a read-modify-write
  std::source_location where;

  [[nodiscard]] bool is_access() const { return type == Type::write || type == Type::read; }
  [[nodiscard]] bool is_access_to(int l) const { return is_access() && location == l; }
  [[nodiscard]] bool is_seq_cst_fence() const { return type == Type::fence && order == std::memory_order::seq_cst; }
  // For a read: settles all that depends on the value that it reads.
  void read(Ref write, Value seen);
};

// A power of two in size, so that an index is a shift, and the label is in one line of the cache.
struct alignas(64) Event : Label {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): the clocks, see below
  explicit Event(const Label& label) : Label(label) {}

  std::int16_t position = -1;  // of a write: its place in the coherence order of its location
  std::uint32_t stamp = 0;     // when it was added to the graph

  // All of these contain the event itself. Not set until the graph computes them (graph.cpp).
  Clock porf;        // everything before it in po and rf
  Clock hb;          // everything that happens before it
  Clock acquirable;  // what would, if an acquire fence stood here: messages of relaxed reads
  Clock released;    // what the latest release fence passes on to relaxed writes
  Clock message;     // of a write: what a reader that acquires it learns
};

static_assert(sizeof(Event) == 256);

}  // namespace turnstile::rc11
