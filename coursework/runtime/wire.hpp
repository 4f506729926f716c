// What the grader and a submission say to each other, over one socket: structs of plain numbers, nothing that has to be
// parsed. The submission runs in a process of its own and can only *ask*: whatever it sends merely says what its threads
// want to do next. What they find in memory, in which order things happen, and what that means is the grader's.
//
// First the grader sends Begin and is sent a Subject: the lock, as it was constructed. Then, as often as it likes, it sends
// a Question, and is sent an Answer.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace turnstile::coursework::wire {

inline constexpr int descriptor = 3;  // of the socket, in the submission's process
inline constexpr std::uint32_t version = 1;
inline constexpr std::size_t most_given = 4096;  // in one question
inline constexpr std::size_t most_threads_served = 8;
inline constexpr std::size_t most_atomics = 32;
inline constexpr std::size_t most_plain = 16;    // places that threads share
inline constexpr std::size_t most_foreign = 16;  // atomics that are none of ours
inline constexpr std::size_t most_touched = 256;
inline constexpr std::size_t name_size = 48;
inline constexpr std::size_t file_size = 128;
inline constexpr std::size_t text_size = 160;

// What a thread is told to call.
enum class Call : std::uint8_t { lock, unlock, lock_shared, unlock_shared };

// What it wants to do.
enum class Ask : std::uint8_t {
  load,
  store,
  exchange,
  compare_exchange_weak,
  compare_exchange_strong,
  fetch_add,
  fetch_sub,
  fetch_and,
  fetch_or,
  fetch_xor,
  wait,
  notify_one,
  notify_all,
  fence,
  read,   // plain memory that threads share
  write,  // likewise
  enter,  // the guard of the scheduler (<turnstile/scheduler.hpp>)
  leave,  // likewise
  sleep,
  wake,           // the task `operand`
  tasks,          // how many there are
  base,           // priority of the task `operand`
  effective,      // likewise
  set_effective,  // of the task `operand` to `expected`
  returned,       // from the call
  gave_up         // nothing can be said of it: see the text
};
inline constexpr std::size_t asks = 26;

// How values are shown, and where they wrap around.
enum class Type : std::uint8_t { boolean, i8, u8, i16, u16, i32, u32, i64, u64 };
inline constexpr std::size_t types = 9;

// A place in memory, of 1, 2, 4 or 8 bytes.
struct Extent {
  std::uint64_t address;
  std::uint64_t bytes;
};

// An atomic that does not announce itself: std::atomic, std::mutex.
struct Foreign {
  std::uint64_t address;
  Type type;
};

struct Begin {
  std::uint32_t version;
  std::int32_t threads;  // of the lock
  std::uint64_t plain_count;
  std::array<Extent, most_plain> plain;  // that threads share: accesses to it are asked for
  std::uint64_t foreign_count;
  std::array<Foreign, most_foreign> foreign;
};

struct Atomic {
  std::uint64_t address;
  std::uint64_t initial;
  Type type;
  std::array<char, name_size> name;  // empty: it has none
};

struct Plain {
  std::uint64_t initial;
  std::array<char, name_size> name;
};

struct Subject {
  std::uint32_t version;
  std::uint32_t calls;  // a bit for each that the lock has
  std::uint64_t atomic_count;
  std::array<Atomic, most_atomics> atomics;
  std::array<Plain, most_plain> plain;  // in the order of Begin
  std::array<char, text_size> trouble;  // why there is no lock; empty: there is one
};

// What a thread is given: a call to make, or what its operation found.
struct Given {
  std::uint64_t value;
  std::uint8_t is_call;
  std::uint8_t call;
  std::uint8_t done;  // a compare-exchange has written
  std::uint8_t unused[5];
};

struct Question {
  std::int32_t thread;
  std::uint32_t goes_on;  // from where the last answer left off; otherwise from the beginning
  std::uint64_t count;
  std::array<Given, most_given> given;  // only so many are sent
};

struct Touched {
  Extent extent;
  std::uint64_t code;  // where in the program
  std::uint64_t written;
};

struct Answer {
  Ask ask;
  Type type;
  std::uint8_t order;          // std::memory_order
  std::uint8_t failure_order;  // of a compare-exchange
  std::uint32_t line;          // 0: see code
  std::uint32_t column;
  std::uint32_t unused;
  std::uint64_t code;      // where in the program, if the line is not known
  std::uint64_t location;  // of the atomic, or the plain place
  std::uint64_t operand;
  std::uint64_t expected;  // of a compare-exchange
  // A hash of all that the thread's future depends on: where it is, its stack, its memory. Same state, same future.
  std::array<std::uint64_t, 2> state;
  std::uint64_t touched_count;
  std::array<Touched, most_touched> touched;  // of plain memory that is not asked for, since the beginning
  std::array<char, file_size> file;
  std::array<char, text_size> text;
};

}  // namespace turnstile::coursework::wire
