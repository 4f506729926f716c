// Static variables of functions that the program under exploration initializes as it goes. What they take outlives the
// execution; and an initialization in whose midst an execution ends is given up, or whoever comes next waits for ever.
#pragma once

#include <array>
#include <cstddef>

namespace turnstile::rc11 {

class Statics {
 public:
  // The compiler's guard of a variable whose initialization begins; more than these at once are not known.
  void begin(void* guard) {
    if (used_ < guards_.size()) guards_[used_++] = guard;
  }
  void end(const void* guard) {
    if (used_ > 0 && guards_[used_ - 1] == guard) --used_;
  }
  [[nodiscard]] bool in_progress() const { return used_ > 0; }
  // The execution has ended.
  void give_up();

 private:
  std::array<void*, 16> guards_{};
  std::size_t used_ = 0;
};

// Of the program that runs in this thread of the process.
inline constinit thread_local Statics statics;

}  // namespace turnstile::rc11
