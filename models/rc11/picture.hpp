// Whether a thread has changed anything between two moments: its stack, its object, its heap. The atomics have no value
// in memory, only in the graph, so that what is seen here is the thread's own state.
#pragma once

#include <cstddef>
#include <cstring>
#include <vector>

#include "models/rc11/memory.hpp"

namespace turnstile::rc11 {

class Picture {
 public:
  // The live stack reaches from `from` up to `to`.
  void take(const Memory& memory, const std::byte* from, const std::byte* to) {
    from_ = from;
    stack_.assign(from, to);
    memory.picture(memory_);
    disturbed_ = false;
    active_ = true;
  }
  void drop() { active_ = false; }
  [[nodiscard]] bool active() const { return active_; }
  // Other threads run between these two, and what they change is not this thread's doing.
  void pause(const Memory& memory) { disturbed_ |= active_ && !memory.equals(memory_); }
  void go_on(const Memory& memory) {
    if (active_) memory.picture(memory_);
  }
  [[nodiscard]] bool shows(const Memory& memory, const std::byte* from) const {
    return active_ && !disturbed_ && from == from_ && std::memcmp(from, stack_.data(), stack_.size()) == 0 &&
           memory.equals(memory_);
  }

 private:
  const std::byte* from_ = nullptr;
  std::vector<std::byte> stack_;
  std::vector<std::byte> memory_;
  bool disturbed_ = false;
  bool active_ = false;
};

}  // namespace turnstile::rc11
