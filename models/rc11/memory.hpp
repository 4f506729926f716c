// The memory of a program under exploration: its object, its heap, and the stacks of its threads, all in one region, so
// that every address is the same in every execution, and a pointer is a number that means the same to every worker.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <source_location>
#include <vector>

#include "models/clients/program.hpp"
#include "models/rc11/event.hpp"

namespace turnstile::rc11 {

class Memory {
 public:
  static constexpr std::size_t stack_size = std::size_t{64} * 1024;
  static constexpr std::size_t heap_size = std::size_t{64} * 1024;  // of each thread
  static constexpr std::size_t object_size = std::size_t{64} * 1024;

  struct Block {
    std::byte* begin = nullptr;
    std::size_t size = 0;
    std::source_location allocated;
    bool freed = false;
    std::optional<std::size_t> elements{};  // of an array whose size is no part of its type
  };

  Memory();
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  // Before an execution: nothing is allocated. Nothing that is freed is allocated again before that.
  void reset();
  // Where the program's object stands, which every execution must ask for that has one: so large.
  std::byte* object(std::size_t size) {
    object_used_ = size;
    return region_;
  }
  [[nodiscard]] std::byte* object() const { return region_; }
  [[nodiscard]] std::byte* stack(int thread) const {
    return heap(graph_threads) + static_cast<std::size_t>(thread) * (guard_ + stack_size) + guard_;
  }

  // Nothing where the thread's heap is full. Which address it is depends on what the thread allocated before, and on no
  // other thread.
  void* allocate(int thread, std::size_t size, std::source_location where);
  // The same of what is no block that must be freed.
  std::byte* take(int thread, std::size_t size);
  Block* block_at(const void* address);
  [[nodiscard]] const std::vector<Block>& blocks() const { return blocks_; }

  // Pointers into the region, as they stand in a graph: relative to it.
  [[nodiscard]] Value to_value(const void* pointer) const;
  [[nodiscard]] void* to_pointer(Value value) const;

  // A picture of object and heap, to see later whether they have changed.
  void picture(std::vector<std::byte>& picture) const;
  [[nodiscard]] bool equals(const std::vector<std::byte>& picture) const;
  // Of a moment since which nothing was allocated.
  void restore(const std::vector<std::byte>& picture) const;

 private:
  void map();
  [[nodiscard]] std::byte* heap(int thread) const {
    return region_ + object_size + static_cast<std::size_t>(thread) * heap_size;
  }

  std::size_t guard_;
  std::size_t size_;
  std::byte* region_;
  std::size_t object_used_ = 0;
  std::array<std::size_t, graph_threads> used_{};  // of the heap of each thread
  std::vector<Block> blocks_;
};

}  // namespace turnstile::rc11
