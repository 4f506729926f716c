// A thread of the program that is being explored.
#pragma once

#include <cstdint>
#include <functional>
#include <new>
#include <optional>
#include <source_location>
#include <string>
#include <vector>

#include "models/engines/rc11/call.hpp"
#include "models/engines/rc11/event.hpp"
#include "models/engines/rc11/fiber.hpp"
#include "models/engines/rc11/picture.hpp"

namespace turnstile::rc11 {

// One turn of an await.
struct Round {
  Picture before;
  bool (*condition)(void*) = nullptr;
  void* closure = nullptr;
  std::byte* frame = nullptr;  // where the live stack ends
  int first_event = 0;
  std::uint64_t plain_writes = 0;  // of the thread, when the round began
  bool restored = false;           // some read-modify-write put back what it read, and was taken for a read
  std::source_location restored_where{};
};

// Looks for a loop that goes round without doing anything: keeps what the thread was like at each read since it last did
// something that others can see, and compares.
struct Watch {
  // A read that the thread came to.
  struct Visit {
    Caller caller{};
    int first_event = 0;
    int restored = 0;       // how many read-modify-writes had put back what they read
    std::size_t stack = 0;  // where the picture of its live stack begins
  };

  std::vector<Visit> visits;
  std::vector<std::byte> stacks;  // the pictures, one after the other
  std::vector<const void*>
      seen;                   // in an await, which finds its own repetitions: where the thread was, without a picture
  Picture outside;            // what lies outside of its stack, since the first of the visits
  std::uint64_t effects = 0;  // what the thread had done when that was
  std::vector<std::source_location> restored;  // where read-modify-writes have put back what they read, since then

  void begin_anew(std::uint64_t done) {
    visits.clear();
    stacks.clear();
    seen.clear();
    restored.clear();
    outside.drop();
    effects = done;
  }
};

// What a thread does in one round of the client, to count overtaking. An index i stands for the moment right before the
// thread's event i.
struct Passage {
  int waits_from = 0;
  int enters = 0;
};

struct Thread {
  enum class State : std::uint8_t {
    absent,
    ready,
    at_frontier,  // its next event is not in the graph
    awaits_replay,
    joins,
    blocked,      // its last round has failed and would fail again
    asleep,       // in atomic::wait
    out_of_turn,  // of an execution that repeats another one: its next operation comes later there, or never
    stopped,      // a loop went on for too long: it is followed no further
    finished
  };

  [[nodiscard]] bool replays() const { return next < known; }
  // Whether the graph has a later write of it. Until that write no round that it begins is its last one.
  [[nodiscard]] bool will_write() const { return next < last_write; }
  // Whether there is a picture that its surroundings must be compared with.
  [[nodiscard]] bool is_compared() const { return depth > 0 || watch.outside.active(); }
  void begin_anew(const std::vector<Event>& its_events);
  // Forgets what it would have called, without destroying it: what that owns belonged to an execution that has ended.
  void forget_body() { ::new (&body) std::function<void()>(); }

  State state = State::absent;
  Fiber fiber;
  std::function<void()> body;
  std::uint64_t name = 0;  // tells its place in the tree of creations
  int creator = 0;
  int created = 0;
  int next = 0;  // how many of its events have been performed
  // The events that the graph had of it when the run began, how many, and how many up to the last write among them.
  const Event* events = nullptr;
  int known = 0;
  int last_write = 0;
  Ref awaited;     // awaits_replay
  int joined = 0;  // joins

  int failed_from = 0;  // blocked, asleep: the first event of the failed round
  std::source_location failed_where{};
  std::vector<Round> rounds;  // of awaits, one in another
  std::size_t depth = 0;
  Watch watch;
  std::uint64_t effects =
      0;  // that others can see: all that it has done but reads, fences, and putting back what it read
  std::uint64_t plain_writes = 0;
  int laps = 0;  // how often it has been where it is now, if that is often
  // A releasing read-modify-write that put back what it had read, and was taken for a read, while the thread waits.
  std::optional<std::source_location> passed_nothing_on;
  int plain_accesses = 0;
  std::source_location plain_where{};  // of the last one, after so many events
  int plain_moment = -1;

  Section section = Section::remainder;
  int waits_from = 0;
  std::vector<Passage> passages;
};

// Resets everything but the thread's place among the others.
inline void Thread::begin_anew(const std::vector<Event>& its_events) {
  state = State::ready;
  created = next = 0;
  events = its_events.data();
  int last = known = static_cast<int>(its_events.size());
  while (last > 0 && events[last - 1].type != Type::write) --last;
  last_write = last;
  depth = 0;
  effects = plain_writes = 0;
  laps = 0;
  passed_nothing_on.reset();
  plain_accesses = 0;
  plain_moment = -1;
  watch.begin_anew(0);
  section = Section::remainder;
  waits_from = 0;
  passages.clear();
}

}  // namespace turnstile::rc11
