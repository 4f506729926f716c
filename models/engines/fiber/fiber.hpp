// A fiber: a function with a stack of its own, which can be left in the middle and taken up again.
#pragma once

#include <cstddef>
#include <functional>

#include <ucontext.h>

namespace turnstile {

// Memory for one stack. Below it lies a page that nobody may touch, so that a stack that grows too large ends the
// process at once instead of writing over something else.
class FiberStack {
 public:
  FiberStack();
  ~FiberStack();
  FiberStack(const FiberStack&) = delete;
  FiberStack& operator=(const FiberStack&) = delete;

  static constexpr std::size_t size = std::size_t{64} * 1024;
  [[nodiscard]] void* bottom() const { return bottom_; }

 private:
  std::size_t guard_;
  void* memory_;
  void* bottom_;
};

class Fiber {
 public:
  // Lets `body` begin at the next resume(). What ran here before is forgotten where it stood: nothing is unwound.
  void start(std::function<void()> body);
  // To be called from outside: goes on with the body until it leaves or ends.
  void resume();
  // To be called by the body: goes back to the caller of resume().
  void leave();
  [[nodiscard]] bool finished() const { return finished_; }
  // To be called from outside: there is nothing to resume any more.
  void cancel() { finished_ = true; }

 private:
  // AddressSanitizer's picture of a stack.
  struct Picture {
    const void* bottom = nullptr;
    std::size_t size = 0;
    void* fake_stack = nullptr;  // where it keeps the frames that it watches for use after return
  };

  static void enter();

  FiberStack stack_;
  ucontext_t inside_{};
  ucontext_t outside_{};
  std::function<void()> body_;
  bool finished_ = true;
  Picture inside_picture_{.bottom = stack_.bottom(), .size = FiberStack::size, .fake_stack = nullptr};
  Picture outside_picture_;
};

}  // namespace turnstile
