#include "models/rc11/memory.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

namespace turnstile::rc11 {

namespace {

// Where the region lies, as far as graphs know: no address of any program.
constexpr Value region_base = Value{1} << 62;

// The last region of this thread of the process, for the next time: to ask for one takes longer than a short exploration.
struct Spare {
  Spare() = default;
  ~Spare() {
    if (region != nullptr) munmap(region, size);
  }
  Spare(const Spare&) = delete;
  Spare& operator=(const Spare&) = delete;

  std::byte* region = nullptr;
  std::size_t size = 0;
};
thread_local Spare spare;

}  // namespace

Memory::Memory()
    : guard_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))),
      size_(object_size + graph_threads * heap_size + graph_threads * (guard_ + stack_size)),
      region_(std::exchange(spare.region, nullptr)) {
  if (region_ == nullptr) map();
}

void Memory::map() {
  void* region = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (region == MAP_FAILED) throw std::bad_alloc();
  region_ = static_cast<std::byte*>(region);
  // Below each stack a page that nobody may touch: a stack that grows too large ends the process at once.
  for (int t = 0; t < graph_threads; ++t) {
    if (mprotect(stack(t) - guard_, guard_, PROT_NONE) != 0) throw std::bad_alloc();
  }
}

Memory::~Memory() {
  if (spare.region != nullptr) munmap(spare.region, spare.size);
  spare.region = region_;
  spare.size = size_;
}

void Memory::reset() {
  object_used_ = 0;
  used_.fill(0);
  blocks_.clear();
}

std::byte* Memory::take(int thread, std::size_t size) {
  constexpr std::size_t alignment = alignof(std::max_align_t);
  std::size_t& used = used_[static_cast<std::size_t>(thread)];
  const std::size_t rounded = (size + alignment - 1) / alignment * alignment;
  if (rounded > heap_size - used) return nullptr;
  std::byte* address = heap(thread) + used;
  used += rounded;
  std::memset(address, 0, rounded);
  return address;
}

void* Memory::allocate(int thread, std::size_t size, std::source_location where) {
  std::byte* const address = take(thread, size);
  if (address != nullptr) blocks_.push_back({.begin = address, .size = size, .allocated = where});
  return address;
}

Memory::Block* Memory::block_at(const void* address) {
  for (Block& block : blocks_) {
    if (block.begin == address) return &block;
  }
  return nullptr;
}

Value Memory::to_value(const void* pointer) const {
  const auto offset = reinterpret_cast<std::uintptr_t>(pointer) - reinterpret_cast<std::uintptr_t>(region_);
  return offset < size_ ? region_base + offset : reinterpret_cast<std::uintptr_t>(pointer);
}

void* Memory::to_pointer(Value value) const {
  if (value >= region_base && value - region_base < size_) return region_ + (value - region_base);
  // NOLINTNEXTLINE(performance-no-int-to-ptr): the address of something outside, as to_value() kept it
  return reinterpret_cast<void*>(static_cast<std::uintptr_t>(value));
}

void Memory::picture(std::vector<std::byte>& picture) const {
  picture.assign(object(), object() + object_used_);
  for (int t = 0; t < graph_threads; ++t) {
    const std::size_t used = used_[static_cast<std::size_t>(t)];
    if (used > 0) picture.insert(picture.end(), heap(t), heap(t) + used);
  }
}

bool Memory::equals(const std::vector<std::byte>& picture) const {
  const std::byte* seen = picture.data();
  const auto same = [&](const std::byte* memory, std::size_t size) {
    // memcmp of nothing may still look at the page, slowly where that was never used.
    const bool equal = size == 0 || std::memcmp(seen, memory, size) == 0;
    seen += size;
    return equal;
  };
  std::size_t size = object_used_;
  for (const std::size_t used : used_) size += used;
  if (size != picture.size() || !same(object(), object_used_)) return false;
  for (int t = 0; t < graph_threads; ++t) {
    if (!same(heap(t), used_[static_cast<std::size_t>(t)])) return false;
  }
  return true;
}

void Memory::restore(const std::vector<std::byte>& picture) const {
  auto seen = picture.begin();
  const auto write = [&](std::byte* memory, std::size_t size) {
    const auto end = seen + static_cast<std::ptrdiff_t>(size);
    std::copy(seen, end, memory);
    seen = end;
  };
  write(object(), object_used_);
  for (int t = 0; t < graph_threads; ++t) write(heap(t), used_[static_cast<std::size_t>(t)]);
}

}  // namespace turnstile::rc11
