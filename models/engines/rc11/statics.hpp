// Static variables of functions that the program under exploration initializes as it goes. What they take outlives the
// execution. If an execution ends in the middle of an initialization, that is given up: else the next thread that comes
// there would wait for ever.
#pragma once

#include <array>
#include <cstddef>

namespace turnstile::rc11 {

class Statics {
 public:
  // Notes the compiler's guard of a variable whose initialization begins. If there is no room for it, it is not known.
  void begin(void* guard) {
    if (used_ < guards_.size()) guards_[used_++] = guard;
  }
  void end(const void* guard) {
    if (used_ > 0 && guards_[used_ - 1] == guard) --used_;
  }
  [[nodiscard]] bool in_progress() const { return used_ > 0; }
  // To be called when the execution has ended.
  void give_up();

 private:
  std::array<void*, 16> guards_{};
  std::size_t used_ = 0;
};

// The static variables of the program that runs in this thread of the process.
inline constinit thread_local Statics statics;

}  // namespace turnstile::rc11
