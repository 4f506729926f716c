// Plain new and delete of a client, while it runs: memory of its execution (models/engines/rc11/memory.hpp), so that addresses
// are the same in every execution, loops that change it are seen to, and what an execution that ends early has not given
// back is not lost. Everywhere else they do what they always do.
//
// An object file of its own in the archive, and weak: a program that has its own operators keeps them.
#include <algorithm>
#include <cstdlib>
#include <new>

#include "models/engines/rc11/statics.hpp"
#include "models/library/foreign.hpp"

namespace {

using turnstile::detail::client_runs;
using turnstile::rc11::Execution;
using turnstile::rc11::Memory;

constexpr std::size_t default_alignment = __STDCPP_DEFAULT_NEW_ALIGNMENT__;

// Takes memory from the C library. A null pointer: there is none.
void* ordinary(std::size_t size, std::size_t alignment) {
  if (alignment <= default_alignment) return std::malloc(std::max<std::size_t>(size, 1));
  return std::aligned_alloc(alignment, (std::max<std::size_t>(size, 1) + alignment - 1) / alignment * alignment);
}

void* allocate(std::size_t size, std::size_t alignment) {
  // What a static variable takes outlives the execution.
  if (client_runs() && !turnstile::rc11::statics.in_progress()) return Execution::current().take(size, alignment);
  for (;;) {
    if (void* const memory = ordinary(size, alignment)) return memory;
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
}

// The engine destroys objects of the client, too. Then the memory stays as it is.
void free_memory(void* address) {
  if (!Memory::is_of_some(address)) return std::free(address);
  if (client_runs()) Execution::current().give_back(address);
}

std::size_t number(std::align_val_t alignment) { return static_cast<std::size_t>(alignment); }

}  // namespace

// All others are the standard library's, which call these ([new.delete]).
[[gnu::weak]] void* operator new(std::size_t size) { return allocate(size, default_alignment); }
[[gnu::weak]] void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size, number(alignment));
}
[[gnu::weak]] void operator delete(void* address) noexcept { free_memory(address); }
[[gnu::weak]] void operator delete(void* address, std::size_t /*size*/) noexcept { ::operator delete(address); }
[[gnu::weak]] void operator delete(void* address, std::align_val_t /*alignment*/) noexcept { free_memory(address); }
