// What the compiler calls from a submission's code: before each access to plain memory (-fsanitize=thread, without its
// library), and in each basic block (-fsanitize-coverage=trace-pc). And where that code gets memory from.
#include <cstddef>
#include <cstring>

#include "server.hpp"

using turnstile::coursework::allocate;
using turnstile::coursework::allocated_here;
using turnstile::coursework::clear_stack;
using turnstile::coursework::touch;

// NOLINTBEGIN(readability-identifier-naming): the compiler's and the linker's names
#define TURNSTILE_ACCESS(name, bytes, writes)                   \
  void name(void* address) {                                    \
    clear_stack();                                              \
    touch(address, bytes, writes, __builtin_return_address(0)); \
  }

extern "C" {

TURNSTILE_ACCESS(__tsan_read1, 1, false)
TURNSTILE_ACCESS(__tsan_read2, 2, false)
TURNSTILE_ACCESS(__tsan_read4, 4, false)
TURNSTILE_ACCESS(__tsan_read8, 8, false)
TURNSTILE_ACCESS(__tsan_write1, 1, true)
TURNSTILE_ACCESS(__tsan_write2, 2, true)
TURNSTILE_ACCESS(__tsan_write4, 4, true)
TURNSTILE_ACCESS(__tsan_write8, 8, true)
TURNSTILE_ACCESS(__tsan_unaligned_read2, 2, false)
TURNSTILE_ACCESS(__tsan_unaligned_read4, 4, false)
TURNSTILE_ACCESS(__tsan_unaligned_read8, 8, false)
TURNSTILE_ACCESS(__tsan_unaligned_write2, 2, true)
TURNSTILE_ACCESS(__tsan_unaligned_write4, 4, true)
TURNSTILE_ACCESS(__tsan_unaligned_write8, 8, true)
TURNSTILE_ACCESS(__tsan_volatile_read1, 1, false)
TURNSTILE_ACCESS(__tsan_volatile_read2, 2, false)
TURNSTILE_ACCESS(__tsan_volatile_read4, 4, false)
TURNSTILE_ACCESS(__tsan_volatile_read8, 8, false)
TURNSTILE_ACCESS(__tsan_volatile_write1, 1, true)
TURNSTILE_ACCESS(__tsan_volatile_write2, 2, true)
TURNSTILE_ACCESS(__tsan_volatile_write4, 4, true)
TURNSTILE_ACCESS(__tsan_volatile_write8, 8, true)

void __tsan_read_range(void* address, std::size_t bytes) { touch(address, bytes, false, __builtin_return_address(0)); }
void __tsan_write_range(void* address, std::size_t bytes) { touch(address, bytes, true, __builtin_return_address(0)); }
void __tsan_read16(void* address) { __tsan_read_range(address, 16); }
void __tsan_write16(void* address) { __tsan_write_range(address, 16); }
void __tsan_unaligned_read16(void* address) { __tsan_read_range(address, 16); }
void __tsan_unaligned_write16(void* address) { __tsan_write_range(address, 16); }

// Clang's names for what copies and fills.
void* __tsan_memcpy(void* to, const void* from, std::size_t bytes) {
  clear_stack();
  touch(from, bytes, false, __builtin_return_address(0));
  touch(to, bytes, true, __builtin_return_address(0));
  return std::memcpy(to, from, bytes);
}
void* __tsan_memmove(void* to, const void* from, std::size_t bytes) {
  clear_stack();
  touch(from, bytes, false, __builtin_return_address(0));
  touch(to, bytes, true, __builtin_return_address(0));
  return std::memmove(to, from, bytes);
}
void* __tsan_memset(void* to, int value, std::size_t bytes) {
  clear_stack();
  touch(to, bytes, true, __builtin_return_address(0));
  return std::memset(to, value, bytes);
}

void __tsan_init() {}
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
void __tsan_vptr_update(void*, void*) {}
void __tsan_vptr_read(void*) {}

void __sanitizer_cov_trace_pc() { turnstile::coursework::count_block(); }

// The linker sends every call of malloc here, operator new's among them.
void* __real_malloc(std::size_t);
void* __real_calloc(std::size_t, std::size_t);
void* __real_realloc(void*, std::size_t);
void __real_free(void*);

void* __wrap_malloc(std::size_t bytes) {
  void* memory = allocate(bytes);
  return memory != nullptr ? memory : __real_malloc(bytes);
}
void* __wrap_calloc(std::size_t count, std::size_t bytes) {
  void* memory = allocate(count * bytes);
  return memory != nullptr ? std::memset(memory, 0, count * bytes) : __real_calloc(count, bytes);
}
void __wrap_free(void* memory) {
  if (!allocated_here(memory)) __real_free(memory);
}
void* __wrap_realloc(void* memory, std::size_t bytes) {
  if (memory != nullptr && !allocated_here(memory)) return __real_realloc(memory, bytes);
  void* larger = __wrap_malloc(bytes);
  if (memory != nullptr) std::memcpy(larger, memory, bytes);
  return larger;
}

}  // extern "C"
// NOLINTEND(readability-identifier-naming)
