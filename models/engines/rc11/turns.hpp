// Which code runs in this thread of the process: that of the program that is explored, or the engine's.
//
// The program's memory, its crashes and its endless loops are treated differently from the engine's own. Since all
// threads of a program are fibers of one thread of the process, one number says whose turn it is, and each guard stands
// on the stack of the fiber that it is about.
#pragma once

#include <atomic>
#include <cstdint>

namespace turnstile::rc11 {

// Odd: it is the program's turn. It grows with each operation, so that a watchdog sees whether the program goes on.
inline constinit thread_local std::atomic<std::uint64_t> turns{0};

inline std::uint64_t turns_taken() { return turns.load(std::memory_order_relaxed); }
inline bool program_runs() { return (turns_taken() & 1U) != 0; }

// Whether the stack has overflowed while the engine ran on it, which must come to the end of what it does.
inline constinit thread_local bool engine_overflowed = false;
// Ends the execution for that (interruption.cpp).
[[noreturn]] void end_after_overflow();

// The engine works on behalf of the program; also where it does so already.
class InEngine {
 public:
  InEngine() : left_(turns_taken() & 1U) {
    std::atomic_signal_fence(std::memory_order::seq_cst);  // what the program does before is its own
    turns.store(turns_taken() + left_, std::memory_order_relaxed);
  }
  ~InEngine() {
    if (engine_overflowed && left_ != 0) [[unlikely]]
      end_after_overflow();
    turns.store(turns_taken() + left_, std::memory_order_relaxed);
  }
  InEngine(const InEngine&) = delete;
  InEngine& operator=(const InEngine&) = delete;

 private:
  std::uint64_t left_;
};

// The engine calls the program.
class InProgram {
 public:
  InProgram() : left_(1 - (turns_taken() & 1U)) { turns.store(turns_taken() + left_, std::memory_order_relaxed); }
  ~InProgram() { turns.store(turns_taken() + left_, std::memory_order_relaxed); }
  InProgram(const InProgram&) = delete;
  InProgram& operator=(const InProgram&) = delete;

 private:
  std::uint64_t left_;
};

}  // namespace turnstile::rc11
