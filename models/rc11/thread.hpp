// A thread of the program that is being explored.
#pragma once

#include <cstdint>
#include <functional>
#include <new>
#include <source_location>
#include <string>
#include <vector>

#include "models/rc11/event.hpp"
#include "models/rc11/fiber.hpp"
#include "models/rc11/picture.hpp"

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

// Looks for a loop that goes round without doing anything, by Brent's method: remembers one state, compares each later
// one with it, and remembers another after 1, 2, 4 ... repetitions.
struct Watch {
  struct Site {
    const char* file;
    std::uint_least32_t line;
    std::uint_least32_t column;
    bool operator==(const Site&) const = default;
  };
  std::vector<Site> sites;  // of reads, since the thread wrote last
  std::uint64_t writes = 0;
  unsigned repetitions = 0;
  Picture state;
  Site site{};
  Registers registers;
  int first_event = 0;

  void begin_anew(std::uint64_t written) {
    sites.clear();
    state.drop();
    repetitions = 0;
    writes = written;
  }
};

// What a thread does in one round of the client, for counting who overtook whom. An index i stands for the moment
// right before the thread's event i.
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
    finished
  };

  [[nodiscard]] bool replays() const { return next < known; }
  // Whether it is known to write once more. Until then no round that it begins is its last one.
  [[nodiscard]] bool will_write() const { return next < last_write; }
  // Whether there is a picture of it that its surroundings must be compared with.
  [[nodiscard]] bool is_compared() const { return depth > 0 || watch.state.active(); }
  void begin_anew(const std::vector<Event>& its_events);
  // What it would have called, without destroying it: what that owns was of an execution that has ended, and is no more.
  void forget_body() { ::new (&body) std::function<void()>(); }

  State state = State::absent;
  Fiber fiber;
  std::function<void()> body;
  std::uint64_t name = 0;  // tells its place in the tree of creations
  int creator = 0;
  int created = 0;
  int next = 0;  // how many of its events have been performed
  // What the graph had of it when the run began, and how many events there are up to the last write of those.
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
  std::uint64_t writes = 0;
  std::uint64_t plain_writes = 0;
  int plain_accesses = 0;
  std::source_location plain_where{};  // of the last one, after so many events
  int plain_moment = -1;

  Section section = Section::remainder;
  int waits_from = 0;
  std::vector<Passage> passages;
};

// Everything but its place among the others.
inline void Thread::begin_anew(const std::vector<Event>& its_events) {
  state = State::ready;
  created = next = 0;
  events = its_events.data();
  int last = known = static_cast<int>(its_events.size());
  while (last > 0 && events[last - 1].type != Type::write) --last;
  last_write = last;
  depth = 0;
  writes = plain_writes = 0;
  plain_accesses = 0;
  plain_moment = -1;
  watch.begin_anew(0);
  section = Section::remainder;
  waits_from = 0;
  passages.clear();
}

}  // namespace turnstile::rc11
