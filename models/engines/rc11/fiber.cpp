#include "models/engines/rc11/fiber.hpp"

#include <cstddef>
#include <cstdlib>
#include <utility>

#include <cxxabi.h>

namespace turnstile::rc11 {

void Fiber::switch_exceptions(Fiber& other) {
  auto* const now = reinterpret_cast<Exceptions*>(abi::__cxa_get_globals());
  exceptions_ = *now;
  *now = other.body_ != nullptr ? Exceptions{} : other.exceptions_;
}

#if defined(__x86_64__)

// Saves what a callee must preserve (System V ABI), changes the stack, and goes on there; or begins there, if a body is
// given. It is one function that does both, and it jumps to the body: processors predict where a return leads to by a
// stack of their own, which knows nothing of ours, and is right as long as all fibers are left by the same calls.
extern "C" void turnstile_rc11_switch(void** save, void* to, void (*body)(void*), void* argument);
asm(R"(
.text
.globl turnstile_rc11_switch
.type turnstile_rc11_switch, @function
turnstile_rc11_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  testq %rdx, %rdx
  jne 1f
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
1:
  xorl %r15d, %r15d
  xorl %r14d, %r14d
  xorl %r13d, %r13d
  xorl %r12d, %r12d
  xorl %ebx, %ebx
  xorl %ebp, %ebp
  movq %rcx, %rdi
  pushq $0
  jmp *%rdx
.size turnstile_rc11_switch, .-turnstile_rc11_switch
)");

void Fiber::start(std::byte* stack, std::size_t size, void (*body)(void*), void* argument) {
  left_ = stack + size;
  body_ = body;
  argument_ = argument;
}

void Fiber::go_to(Fiber& other) {
  switch_exceptions(other);
  turnstile_rc11_switch(&left_, other.left_, std::exchange(other.body_, nullptr), other.argument_);
}

std::byte* Fiber::stack_end() const { return static_cast<std::byte*>(left_); }

#else

namespace {

thread_local Fiber* entering = nullptr;  // a new fiber finds itself here

}  // namespace

void Fiber::enter() {
  Fiber& self = *entering;
  self.body_(self.argument_);
  std::abort();  // a body leaves for good, and is not resumed
}

void Fiber::start(std::byte* stack, std::size_t size, void (*body)(void*), void* argument) {
  body_ = body;
  argument_ = argument;
  getcontext(&left_);
  left_.uc_stack.ss_sp = stack;
  left_.uc_stack.ss_size = size;
  left_.uc_link = nullptr;
  makecontext(&left_, &Fiber::enter, 0);
}

void Fiber::go_to(Fiber& other) {
  switch_exceptions(other);
  entering = &other;
  swapcontext(&left_, &other.left_);
}

std::byte* Fiber::stack_end() const { return nullptr; }

#endif

}  // namespace turnstile::rc11
