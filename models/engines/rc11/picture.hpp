// Whether a thread has changed anything between two moments: its stack, the stacks of the threads that created it (it may
// hold references to what lives there), its object, its heap. The atomics have no value in memory, only in the graph, so
// that what is seen here is the thread's own state.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

#include "models/engines/rc11/memory.hpp"

namespace turnstile::rc11 {

// What lies outside of a thread's own stack.
struct Surroundings {
  const Memory* memory = nullptr;
  std::array<std::span<std::byte>, graph_threads> stacks{};  // of its creator, of that one's, and so on up to main
  std::size_t creators = 0;
};

class Picture {
 public:
  // The live stack reaches from `from` up to `to`.
  void take(const Surroundings& outside, const std::byte* from, const std::byte* to) {
    from_ = from;
    stack_.assign(from, to);
    disturbed_ = false;
    active_ = true;
    go_on(outside);
  }
  void drop() { active_ = false; }
  [[nodiscard]] bool active() const { return active_; }
  // Other threads run between these two calls, and what they change is not this thread's doing.
  void pause(const Surroundings& outside) { disturbed_ |= active_ && !surrounded_by(outside); }
  void go_on(const Surroundings& outside) {
    if (!active_) return;
    outside.memory->picture(memory_);
    creators_ = outside.creators;
    for (std::size_t i = 0; i < creators_; ++i) stacks_[i].assign(outside.stacks[i].begin(), outside.stacks[i].end());
  }
  [[nodiscard]] bool shows(const Surroundings& outside, const std::byte* from) const {
    return active_ && !disturbed_ && from == from_ && std::memcmp(from, stack_.data(), stack_.size()) == 0 &&
           surrounded_by(outside);
  }
  // Whether nothing has changed outside of the stack.
  [[nodiscard]] bool is_undisturbed(const Surroundings& outside) const {
    return active_ && !disturbed_ && surrounded_by(outside);
  }
  // Makes everything as it was. The stack is written from `from` on.
  void restore(const Surroundings& outside, std::byte* from) const {
    std::ranges::copy(stack_, from);
    for (std::size_t i = 0; i < creators_; ++i) std::ranges::copy(stacks_[i], outside.stacks[i].begin());
    outside.memory->restore(memory_);
  }

 private:
  [[nodiscard]] bool surrounded_by(const Surroundings& outside) const {
    for (std::size_t i = 0; i < creators_; ++i) {
      const auto now = outside.stacks[i];
      if (now.size() != stacks_[i].size()) return false;
      if (!now.empty() && std::memcmp(now.data(), stacks_[i].data(), now.size()) != 0) return false;
    }
    return outside.memory->equals(memory_);
  }

  const std::byte* from_ = nullptr;
  std::vector<std::byte> stack_;
  std::vector<std::byte> memory_;
  std::array<std::vector<std::byte>, graph_threads> stacks_;
  std::size_t creators_ = 0;
  bool disturbed_ = false;
  bool active_ = false;
};

}  // namespace turnstile::rc11
