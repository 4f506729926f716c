#include "models/rc11/fiber.hpp"

#include <cstddef>
#include <cstdlib>

namespace turnstile::rc11 {

namespace {

thread_local Fiber* entering = nullptr;  // a new fiber finds itself here

}  // namespace

void Fiber::enter() {
  Fiber& self = *entering;
  self.body_(self.argument_);
  std::abort();  // a body leaves for good, and is not resumed
}

#if defined(__x86_64__)

static_assert(offsetof(Registers, stack) == 48);  // as below

// Saves what a callee must preserve (System V ABI), and changes the stack.
extern "C" void turnstile_rc11_switch(void** save, void* to);
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
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size turnstile_rc11_switch, .-turnstile_rc11_switch

.globl turnstile_rc11_read_registers
.type turnstile_rc11_read_registers, @function
turnstile_rc11_read_registers:
  movq %rbx, (%rdi)
  movq %rbp, 8(%rdi)
  movq %r12, 16(%rdi)
  movq %r13, 24(%rdi)
  movq %r14, 32(%rdi)
  movq %r15, 40(%rdi)
  leaq 8(%rsp), %rax
  movq %rax, 48(%rdi)
  ret
.size turnstile_rc11_read_registers, .-turnstile_rc11_read_registers
)");

void Fiber::start(std::byte* stack, std::size_t size, void (*body)(void*), void* argument) {
  body_ = body;
  argument_ = argument;
  auto* top = reinterpret_cast<std::uintptr_t*>(stack + size);
  *--top = 0;  // where a caller would be: the stack ends here
  *--top = reinterpret_cast<std::uintptr_t>(&Fiber::enter);
  for (int preserved = 0; preserved < 6; ++preserved) *--top = 0;
  left_ = top;
}

void Fiber::go_to(Fiber& other) {
  entering = &other;
  turnstile_rc11_switch(&left_, other.left_);
}

const std::byte* Fiber::stack_end() const { return static_cast<const std::byte*>(left_); }

#else

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
  entering = &other;
  swapcontext(&left_, &other.left_);
}

const std::byte* Fiber::stack_end() const { return nullptr; }

#endif

}  // namespace turnstile::rc11
