#include "models/engines/rc11/memory.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <new>
#include <utility>

#include <sys/mman.h>

namespace turnstile::rc11 {

namespace {

constexpr std::size_t most_alignment = 4096;

// Where the region lies, as far as graphs know: no address of any program.
constexpr Value region_base = Value{1} << 62;

// All regions of this process, in any order.
constexpr std::size_t most_regions = 1024;
std::array<std::atomic<std::byte*>, most_regions> regions{};
std::atomic<std::size_t> regions_used = 0;  // of these places

bool enlist(std::byte* region) {
  for (std::size_t i = 0; i < most_regions; ++i) {
    std::byte* free = nullptr;
    if (!regions[i].compare_exchange_strong(free, region)) continue;
    std::size_t used = regions_used;
    while (used < i + 1 && !regions_used.compare_exchange_weak(used, i + 1)) {
    }
    return true;
  }
  return false;
}

void unmap(std::byte* region) {
  for (auto& place : regions) {
    std::byte* found = region;
    if (place.compare_exchange_strong(found, nullptr)) break;
  }
  munmap(region, Memory::region_size);
}

// Keeps the last region of this thread of the process: to ask for a new one takes longer than a short exploration.
struct Spare {
  Spare() = default;
  ~Spare() {
    if (region != nullptr) unmap(region);
  }
  Spare(const Spare&) = delete;
  Spare& operator=(const Spare&) = delete;

  std::byte* region = nullptr;
};
thread_local Spare spare;

}  // namespace

Memory::Memory() : region_(std::exchange(spare.region, nullptr)) {
  if (region_ == nullptr) map();
}

void Memory::map() {
  void* region = mmap(nullptr, region_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (region == MAP_FAILED) throw std::bad_alloc();
  region_ = static_cast<std::byte*>(region);
  if (!enlist(region_)) throw std::bad_alloc();
  for (int t = 0; t < stacks; ++t) {
    if (mprotect(stack(t) - guard_size, guard_size, PROT_NONE) != 0) throw std::bad_alloc();
  }
}

Memory::~Memory() {
  reset();
  if (spare.region != nullptr) unmap(spare.region);
  spare.region = region_;
}

bool Memory::is_of_some(const void* address) {
  const std::size_t used = regions_used.load(std::memory_order_relaxed);
  for (std::size_t i = 0; i < used; ++i) {
    const auto begin = reinterpret_cast<std::uintptr_t>(regions[i].load(std::memory_order_relaxed));
    if (begin != 0 && reinterpret_cast<std::uintptr_t>(address) - begin < region_size) return true;
  }
  return false;
}

bool Memory::in_guard(const void* address) const {
  const auto first = static_cast<std::uintptr_t>(stack(0) - guard_size - region_);
  const std::uintptr_t offset = offset_of(address);
  return offset >= first && offset < region_size && (offset - first) % (guard_size + stack_size) < guard_size;
}

void Memory::widen_stack(const void* address) {
  const auto first = static_cast<std::uintptr_t>(stack(0) - guard_size - region_);
  const std::uintptr_t number = (offset_of(address) - first) / (guard_size + stack_size);
  widened_ = true;
  mprotect(stack(static_cast<int>(number)) - guard_size / 2, guard_size / 2, PROT_READ | PROT_WRITE);
}

void Memory::reset() {
  object_used_ = 0;
  used_.fill(0);
  last_.fill(0);
  kept_.fill(0);
  blocks_.clear();
  if (!std::exchange(widened_, false)) return;
  for (int t = 0; t < stacks; ++t) (void)mprotect(stack(t) - guard_size, guard_size, PROT_NONE);
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

void* Memory::take(int thread, std::size_t size, std::size_t alignment) {
  const auto t = static_cast<std::size_t>(thread);
  alignment = std::max(alignment, alignof(std::max_align_t));
  const std::size_t before = used_[t];
  // Heaps are aligned as pages are. A request for more alignment gets no memory.
  const std::size_t begin = (before + sizeof(Header) + alignment - 1) / alignment * alignment;
  if (alignment > most_alignment || begin > heap_size || size > heap_size - begin) return nullptr;
  const std::size_t after = (begin + size + alignof(std::max_align_t) - 1) / alignof(std::max_align_t) *
                            alignof(std::max_align_t);  // heap_size at most, which is a multiple
  std::memset(heap(thread) + before, 0, after - before);
  header(thread, begin) = {.before = static_cast<std::uint32_t>(before),
                           .after = static_cast<std::uint32_t>(after),
                           .last = static_cast<std::uint32_t>(last_[t]),
                           .given_back = 0};
  used_[t] = after;
  last_[t] = begin;
  return heap(thread) + begin;
}

void Memory::give_back(int thread, void* address) {
  if (heap_of(address) != thread) return;
  const auto t = static_cast<std::size_t>(thread);
  header(thread, static_cast<std::size_t>(static_cast<std::byte*>(address) - heap(thread))).given_back = 1;
  while (last_[t] != 0) {
    const Header& last = header(thread, last_[t]);
    if (last.given_back == 0 || last.after != used_[t] || last.before < kept_[t]) return;
    used_[t] = last.before;
    last_[t] = last.last;
  }
}

Memory::Header& Memory::header(int thread, std::size_t block) const {
  return *reinterpret_cast<Header*>(heap(thread) + block - sizeof(Header));
}

void Memory::keep(const void* address) {
  const int thread = heap_of(address);
  if (thread < 0) return;
  std::size_t& kept = kept_[static_cast<std::size_t>(thread)];
  kept = std::max(kept, static_cast<std::size_t>(static_cast<const std::byte*>(address) - heap(thread)));
}

// The number of the heap that the address lies in; -1: it lies in none.
int Memory::heap_of(const void* address) const {
  const std::uintptr_t offset = offset_of(address) - object_size;
  return offset < graph_threads * heap_size ? static_cast<int>(offset / heap_size) : -1;
}

Memory::Block* Memory::block_at(const void* address) {
  for (Block& block : blocks_) {
    if (block.begin == address) return &block;
  }
  return nullptr;
}

Value Memory::to_value(const void* pointer) const {
  return contains(pointer) ? region_base + offset_of(pointer) : reinterpret_cast<std::uintptr_t>(pointer);
}

void* Memory::to_pointer(Value value) const {
  if (value >= region_base && value - region_base < region_size) return region_ + (value - region_base);
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
    // Even with size 0 memcmp may look at the page, which is slow where it was never used.
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
