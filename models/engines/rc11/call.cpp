#include "models/engines/rc11/call.hpp"

#include <cstddef>
#include <cstring>

#include "models/engines/rc11/saved_registers.hpp"

namespace turnstile::rc11 {

bool Call::knows_caller() {
  if (caller.code == nullptr || way_in == nullptr) return caller.code != nullptr;
  const SavedRegisters saved = saved_registers(way_in);
  way_in = nullptr;
  if (!saved.known) {
    caller.code = nullptr;
    return false;
  }
  for (std::size_t i = 0; i < saved.at.size(); ++i) {
    if (saved.at[i] != 0) std::memcpy(&caller.preserved[i], caller.stack + saved.at[i], sizeof(std::uint64_t));
  }
  return true;
}

Caller Call::live_caller() const {
  if (!spilled) return caller;
  return {.preserved = {0, caller.preserved[1], 0, 0, 0, 0}, .stack = caller.stack, .code = caller.code};
}

#if defined(__x86_64__)

// The assembly code below uses these offsets.
static_assert(offsetof(Call, caller.stack) == 48 && offsetof(Call, caller.code) == 56 &&
              offsetof(Call, perform) == 64 && offsetof(Call, value) == 72 && offsetof(Call, frame) == 80 &&
              offsetof(Call, pattern) == 88 && offsetof(Call, way_in) == 96);

// Notes the caller's registers, and performs the call. `frame` is the frame pointer of the function that goes through
// here: there stand the caller's own frame pointer and the return address. Where the compiler has used no frame pointer
// after all, the caller is not known.
//
// The way back, where it clears, leaves that function together with its frame, with the caller's registers, and with
// the result as the System V ABI returns a value of at most eight bytes of either class. It fills the 1 KiB below the
// caller's stack; the return address stands there, too, so that it goes back by a jump.
asm(R"(
.text
.globl turnstile_rc11_enter
.type turnstile_rc11_enter, @function
turnstile_rc11_enter:
  .cfi_startproc
  movq $0, 56(%rdi)
  movq $0, 88(%rdi)
  cmpq %rbp, 80(%rdi)
  jne 1f
  movq %rbx, (%rdi)
  movq (%rbp), %rax
  movq %rax, 8(%rdi)
  movq %r12, 16(%rdi)
  movq %r13, 24(%rdi)
  movq %r14, 32(%rdi)
  movq %r15, 40(%rdi)
  movq (%rsp), %rax
  movq %rax, 96(%rdi)
  leaq 16(%rbp), %rax
  movq %rax, 48(%rdi)
  movq 8(%rbp), %rax
  movq %rax, 56(%rdi)
1:
  pushq %rdi
  .cfi_adjust_cfa_offset 8
  callq *64(%rdi)
  popq %rdi
  .cfi_adjust_cfa_offset -8
  cmpq $0, 88(%rdi)
  jne 2f
  ret
2:
  movq 72(%rdi), %rdx
  movq %rdx, %xmm0
  movq 88(%rdi), %rax
  movq (%rdi), %rbx
  movq 16(%rdi), %r12
  movq 24(%rdi), %r13
  movq 32(%rdi), %r14
  movq 40(%rdi), %r15
  movq %rbp, %rsp
  .cfi_def_cfa %rsp, 16
  .cfi_offset %rbp, -16
  popq %rbp
  .cfi_adjust_cfa_offset -8
  .cfi_restore %rbp
  popq %rsi
  .cfi_adjust_cfa_offset -8
  .cfi_register %rip, %rsi
  leaq -1024(%rsp), %rdi
  movl $128, %ecx
  rep stosq
  movq %rdx, %rax
  jmpq *%rsi
  .cfi_endproc
.size turnstile_rc11_enter, .-turnstile_rc11_enter

.globl turnstile_rc11_clear
.type turnstile_rc11_clear, @function
turnstile_rc11_clear:
  movq %rdi, %rax
  leaq -1024(%rsp), %rdi
  movl $128, %ecx
  rep stosq
  ret
.size turnstile_rc11_clear, .-turnstile_rc11_clear
)");

#endif

}  // namespace turnstile::rc11
