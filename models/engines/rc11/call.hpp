// The door between the program and the engine: a call of an operation on an atomic, with the state of the caller.
//
// Whether a loop has come back to where it was is seen by what the caller has: its live stack, and the registers that a
// callee preserves (waiting.cpp). What is compared must be the program's and nothing of ours, at every optimization level.
// So each public operation is a function that is not inlined, and does no more than fill in a Call and go through the
// door: what lies above its return address is the caller's stack, and where it has saved the caller's registers is looked
// up (saved_registers.hpp).
//
// What the engine and the door leave behind below the caller's stack would be found by functions that the caller calls
// next, in the padding of their frames and in variables that are not set yet, and two rounds of one loop would look
// different. So the way back fills it with a pattern. Where a thread comes back with a stack that differs only in what
// the first visit had not set yet, it is where it was. A second run with another pattern shows which bytes those are.
//
// What a compiler keeps in registers it may leave there long after it is of any use. Where the program is to be compared
// at its first repetition (turnstile::atomic), the operation is surrounded by TURNSTILE_SPILL: nothing lives beyond it but
// on the stack.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <source_location>

#include "models/engines/rc11/fiber.hpp"
#include "models/vocabulary/trace.hpp"

namespace turnstile::rc11 {

// What a function may find changed when one that it called has come back, and where it goes on: a line of the source
// can stand at several places of the program. Without `code` the caller is not known.
struct Caller {
  std::array<std::uint64_t, 6> preserved;  // rbx, rbp, r12 ... r15
  const std::byte* stack;                  // where its live stack ends
  const void* code;
  bool operator==(const Caller&) const = default;
};

// No member is set by itself: the functions that go through the door consist of nothing but assignments.
// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init)
struct Call {
  Caller caller;  // the door fills it in
  void (*perform)(Call&);
  std::array<std::byte, 8> value;  // the operand, then the result
  const void* frame;               // of the function that fills in this
  std::uint64_t pattern;           // that the way back leaves below the caller's stack; 0: what is there
  const void* way_in;              // where that function goes on, until the caller's registers are known

  const void* cell;
  std::source_location where;
  std::memory_order order;
  Operation operation;
  bool closely;  // the caller is compared at its first repetition, whatever of its stack it had not set yet
  bool spilled;  // nothing of the caller's is in registers, but its frame pointer
  // The rest is for a compare-exchange.
  bool weak;
  std::memory_order failure;
  std::source_location failure_where;
  void* expected;

  // Fills in what each operation sets first.
  [[gnu::always_inline]] void begin(void (*performs)(Call&), const void* door, const void* of,
                                    std::memory_order ordered, std::source_location caller_is,
                                    bool is_compared_closely);

  // Whether the caller is known. The door has noted the registers as they were behind the function that fills in this.
  bool knows_caller();
  // The caller, with only what is of use in its registers. To be asked once it is known.
  [[nodiscard]] Caller live_caller() const;

  // NOLINTBEGIN(bugprone-sizeof-expression): where T is a pointer, the pointer is meant
  template <class T>
  [[nodiscard, gnu::always_inline]] T get() const {
    std::array<std::byte, sizeof(T)> bytes{};
    std::memcpy(bytes.data(), value.data(), sizeof(T));
    return std::bit_cast<T>(bytes);
  }
  template <class T>
  [[gnu::always_inline]] void set(const T& result) {
    __builtin_memset(&value, 0, sizeof(value));
    __builtin_memcpy(&value, static_cast<const void*>(&result), sizeof(T));
  }
  // NOLINTEND(bugprone-sizeof-expression)
};

// --- the functions that go through the door -----------------------------------------------------------------------------

// The way back may leave a function of this kind for good, so that what is needed afterwards is in the call.
#if defined(__clang__)
#define TURNSTILE_DOOR __attribute__((noinline))
#else
#define TURNSTILE_DOOR __attribute__((noipa))
#endif

// An operation of turnstile::atomic, and the function in it that goes through the door. The compiler may keep nothing
// beyond TURNSTILE_SPILL in the registers that a callee preserves, and has a frame pointer; and what is surrounded by it
// is a part of the caller, whatever the compiler thinks of inlining. Where nothing is optimized nothing lives in these
// registers from one statement to the next, and every variable has a place in its function's frame: then the operation
// itself goes through the door, and leaves nothing in the caller's.
#if defined(__x86_64__) && defined(__OPTIMIZE__)
inline constexpr bool spills = true;
#define TURNSTILE_SPILL() \
  asm volatile("" : : "r"(__builtin_frame_address(0)) : "rbx", "r12", "r13", "r14", "r15", "memory")
#define TURNSTILE_OPERATION [[gnu::always_inline]]
#define TURNSTILE_WAY_IN TURNSTILE_DOOR
#else
inline constexpr bool spills = false;
#define TURNSTILE_SPILL() static_cast<void>(0)
#define TURNSTILE_OPERATION TURNSTILE_DOOR
#define TURNSTILE_WAY_IN [[gnu::always_inline]]
#endif

inline void Call::begin(void (*performs)(Call&), const void* door, const void* of, std::memory_order ordered,
                        std::source_location caller_is, bool is_compared_closely) {
  perform = performs;
  frame = door;
  cell = of;
  order = ordered;
  where = caller_is;
  closely = is_compared_closely;
  spilled = is_compared_closely && spills;
}

#if defined(__x86_64__)
extern "C" void turnstile_rc11_enter(Call* call);
// Fills what was left behind below the caller's stack with a pattern.
extern "C" void turnstile_rc11_clear(std::uint64_t pattern);
#else
inline void turnstile_rc11_enter(Call* call) { call->perform(*call); }
inline void turnstile_rc11_clear(std::uint64_t) {}
#endif

}  // namespace turnstile::rc11
