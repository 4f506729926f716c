// Fibers: the threads of a program under exploration. They are left wherever an execution ends and never unwound.
//
// Switching is a few instructions where we know the processor (swapcontext would make a system call each time), and an
// execution takes a microsecond.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#if !defined(__x86_64__)
#include <ucontext.h>
#endif

namespace turnstile::rc11 {

#if defined(__x86_64__)
inline constexpr bool can_read_registers = true;
#else
inline constexpr bool can_read_registers = false;
#endif

// A place to go on at: a body on a stack of its own, or the code that has gone from here to a body.
class Fiber {
 public:
  // Starts `body(argument)` on this stack when go_to() leads here; whatever ran there before is forgotten.
  void start(std::byte* stack, std::size_t size, void (*body)(void*), void* argument);
  // Leaves this one, and goes on in the other one, until a go_to() leads back here.
  void go_to(Fiber& other);
  // Where the stack ends of a fiber that was left; a null pointer where that is not known.
  [[nodiscard]] std::byte* stack_end() const;

 private:
#if defined(__x86_64__)
  void* left_ = nullptr;
#else
  static void enter();
  ucontext_t left_{};
#endif
  // What the C++ runtime knows of the exceptions that are being handled (Itanium C++ ABI, 2.2.2): here, not in the thread
  // of the process that the fibers share.
  struct Exceptions {
    void* caught = nullptr;
    unsigned uncaught = 0;
  };
  void switch_exceptions(Fiber& other);

  Exceptions exceptions_;
  void (*body_)(void*) = nullptr;  // not yet entered
  void* argument_ = nullptr;
};

}  // namespace turnstile::rc11
