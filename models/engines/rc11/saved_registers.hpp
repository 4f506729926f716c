// Where a function has put the registers of its caller: what its unwind table says, which every compiler writes for
// exceptions and debuggers (DWARF 5, 6.4; System V ABI for x86-64, 3.7).
#pragma once

#include <array>

namespace turnstile::rc11 {

// Where rbx, rbp, r12 ... r15 stand, in this order: so many bytes above the canonical frame address, which is where the
// caller's stack ended (all numbers are below 0); 0: the function has not changed the register.
struct SavedRegisters {
  bool known = false;  // the table is there, it can be read, and the function has a frame pointer
  std::array<int, 6> at{};
};

// Looks at the call that has `code` as its return address. Each place is looked up once in each thread of the process.
SavedRegisters saved_registers(const void* code);

}  // namespace turnstile::rc11
