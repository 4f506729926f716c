// A submission's process: constructs the lock, and then says what its threads do when they are given this and that.
//
// One thread runs at a time, on a stack of its own, from the state right after construction: whatever the other threads do
// reaches it through the values that it is given. What it does is therefore a function of these, as the grader needs it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "asking.hpp"
#include "wire.hpp"

namespace turnstile::coursework {

// Is told what the lock calls its members.
class Naming {
 public:
  virtual ~Naming() = default;
  virtual void add(const void* member, const std::string& name) = 0;
};

// A lock, as the server uses it.
struct Served {
  std::size_t size = 0;
  std::uint32_t calls = 0;  // a bit for each that it has
  void (*construct)(void* storage, int threads) = nullptr;
  void (*call)(void* lock, wire::Call call, int self) = nullptr;
  void (*name)(void* lock, Naming& naming) = nullptr;
};

// Answers questions until no more come.
int serve(const Served& served);

// Clears the stack of the calling thread, below its last frame.
void clear_stack();

// An access to plain memory: called before it happens, on a clear stack.
void touch(const void* address, std::size_t bytes, bool writes, const void* code);
// Whether a thread of the lock runs, so that its operations are to be asked for.
bool runs();
// A basic block is entered.
void count_block();

// While a thread of the lock runs, its memory comes from here; nothing: it does not run.
void* allocate(std::size_t bytes);
bool allocated_here(const void* address);

}  // namespace turnstile::coursework
