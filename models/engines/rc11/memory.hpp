// The memory of a program under exploration: its object, its heap, and the stacks of its threads, all in one region, so
// that every address is the same in every execution, and a pointer is a number that means the same to every worker.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <source_location>
#include <vector>

#include "models/engines/rc11/event.hpp"
#include "models/vocabulary/program.hpp"

namespace turnstile::rc11 {

class Memory {
 public:
  static constexpr std::size_t stack_size = std::size_t{64} * 1024;
  static constexpr std::size_t heap_size = std::size_t{1024} * 1024;  // of each thread
  static constexpr std::size_t object_size = std::size_t{64} * 1024;

  // Larger than the frames of most functions, so that no overflow steps over it.
  static constexpr std::size_t guard_size = std::size_t{64} * 1024;
  static constexpr int stacks = graph_threads + 2;
  static constexpr std::size_t region_size =
      object_size + graph_threads * heap_size + stacks * (guard_size + stack_size);

  struct Block {
    std::byte* begin = nullptr;
    std::size_t size = 0;
    std::source_location allocated;
    bool freed = false;
    std::source_location released{};  // where it was freed

    // Stands for the block in place of its address, which its first variable has, too. No variable has an odd address.
    [[nodiscard]] const void* key() const { return begin + 1; }
    [[nodiscard]] bool contains(const void* address) const {
      return !std::less<>()(address, static_cast<const void*>(begin)) &&
             std::less<>()(address, static_cast<const void*>(begin + size));
    }
    std::optional<std::size_t> elements{};  // of an array whose size is no part of its type
  };

  Memory();
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  // To be called before an execution: nothing is allocated then. What is freed is not allocated again before that.
  void reset();
  // Where the program's object stands, and how large it is. Every execution that has an object must ask for it.
  std::byte* object(std::size_t size) {
    object_used_ = size;
    return region_;
  }
  [[nodiscard]] std::byte* object() const { return region_; }
  [[nodiscard]] std::byte* stack(int thread) const {
    return heap(graph_threads) + static_cast<std::size_t>(thread) * (guard_size + stack_size) + guard_size;
  }
  // Two stacks more: for what is only supposed to happen (supposing.cpp), and for a thread that has crashed
  // (interruption.cpp).
  [[nodiscard]] std::byte* stack_of_suppositions() const { return stack(graph_threads); }
  [[nodiscard]] std::byte* emergency_stack() const { return stack(graph_threads + 1); }

  [[nodiscard]] bool contains(const void* address) const { return offset_of(address) < region_size; }
  // Whether the address lies in the guard below one of the stacks, which has overflowed.
  [[nodiscard]] bool in_guard(const void* address) const;
  // Gives the engine, which must not stop where it is, half of the guard for a while. Async-signal-safe.
  void widen_stack(const void* address);
  [[nodiscard]] bool widened() const { return widened_; }

  // A null pointer where the thread's heap is full. The address depends on what the thread allocated before, and on no
  // other thread.
  void* allocate(int thread, std::size_t size, std::source_location where);
  // The same for memory that is no block and need not be freed.
  std::byte* take(int thread, std::size_t size);
  Block* block_at(const void* address);
  [[nodiscard]] const std::vector<Block>& blocks() const { return blocks_; }

  // Plain new and delete, from the same heap, without a record of its use: what is not given back ends with the
  // execution. What a thread took last and has given back is taken again, so that memory which is taken in each turn of
  // a loop does not make the turns differ. Where an atomic or var ever was (keep()) it is not taken again: a use of it
  // after its end is to be found.
  void* take(int thread, std::size_t size, std::size_t alignment);
  void give_back(int thread, void* address);
  void keep(const void* address);
  // Whether the address lies in the region of any worker of this process.
  [[nodiscard]] static bool is_of_some(const void* address);

  // How much of each heap is used. To go back to that forgets what was taken since.
  using Offsets = std::array<std::size_t, graph_threads>;
  struct Used {
    Offsets used{};
    Offsets last{};
  };
  [[nodiscard]] Used used() const { return {.used = used_, .last = last_}; }
  void forget_since(const Used& then) {
    used_ = then.used;
    last_ = then.last;
  }

  // Pointers into the region, as they stand in a graph: relative to it.
  [[nodiscard]] Value to_value(const void* pointer) const;
  [[nodiscard]] void* to_pointer(Value value) const;

  // A picture of object and heap, to see later whether they have changed.
  void picture(std::vector<std::byte>& picture) const;
  [[nodiscard]] bool equals(const std::vector<std::byte>& picture) const;
  // The picture must be of a moment since which nothing was allocated.
  void restore(const std::vector<std::byte>& picture) const;

 private:
  // Before each block of take(): how much of the heap was used without it, and with it; and where the block before it is,
  // 0: it is the first.
  struct Header {
    std::uint32_t before;
    std::uint32_t after;
    std::uint32_t last;
    std::uint32_t given_back;
  };

  void map();
  [[nodiscard]] Header& header(int thread, std::size_t block) const;
  [[nodiscard]] int heap_of(const void* address) const;
  [[nodiscard]] std::byte* heap(int thread) const {
    return region_ + object_size + static_cast<std::size_t>(thread) * heap_size;
  }
  [[nodiscard]] std::uintptr_t offset_of(const void* address) const {
    return reinterpret_cast<std::uintptr_t>(address) - reinterpret_cast<std::uintptr_t>(region_);
  }

  std::byte* region_;
  bool widened_ = false;
  std::size_t object_used_ = 0;
  Offsets used_{};
  Offsets last_{};  // of each heap: where the last block of take() is, 0: there is none
  Offsets kept_{};  // up to here nothing is taken again
  std::vector<Block> blocks_;
};

}  // namespace turnstile::rc11
