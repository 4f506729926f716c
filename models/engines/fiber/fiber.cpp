#include "models/engines/fiber/fiber.hpp"

#include <cstdlib>
#include <new>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

#ifdef TURNSTILE_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace turnstile {

namespace {

// The fiber that is being entered. It stands here because makecontext() hands over nothing but int.
Fiber* entering = nullptr;

// AddressSanitizer has to be told before and after the stack changes. Without it these do nothing.
#ifdef TURNSTILE_ADDRESS_SANITIZER
void before_switch(void** save_fake_stack, const void* bottom, std::size_t size) {
  __sanitizer_start_switch_fiber(save_fake_stack, bottom, size);
}
void after_switch(void* fake_stack, const void** old_bottom, std::size_t* old_size) {
  __sanitizer_finish_switch_fiber(fake_stack, old_bottom, old_size);
}
// Clears the marks of frames that were never left: they count their surroundings as out of bounds.
void forget_frames(void* bottom, std::size_t size) { ASAN_UNPOISON_MEMORY_REGION(bottom, size); }
#else
void before_switch(void**, const void*, std::size_t) {}
void after_switch(void*, const void**, std::size_t*) {}
void forget_frames(void*, std::size_t) {}
#endif

}  // namespace

FiberStack::FiberStack() : guard_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))) {
  memory_ = mmap(nullptr, guard_ + size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (memory_ == MAP_FAILED || mprotect(memory_, guard_, PROT_NONE) != 0) throw std::bad_alloc();
  bottom_ = static_cast<std::byte*>(memory_) + guard_;
}

FiberStack::~FiberStack() { munmap(memory_, guard_ + size); }

void Fiber::start(std::function<void()> body) {
  body_ = std::move(body);
  finished_ = false;
  forget_frames(stack_.bottom(), FiberStack::size);
  getcontext(&inside_);
  inside_.uc_stack.ss_sp = stack_.bottom();
  inside_.uc_stack.ss_size = FiberStack::size;
  inside_.uc_link = nullptr;
  makecontext(&inside_, &Fiber::enter, 0);
}

void Fiber::enter() {
  Fiber& self = *entering;
  // The fake stack of a body that was forgotten is still there, and is taken over.
  after_switch(self.inside_picture_.fake_stack, &self.outside_picture_.bottom, &self.outside_picture_.size);
  self.body_();
  self.finished_ = true;
  self.inside_picture_.fake_stack = nullptr;
  before_switch(nullptr, self.outside_picture_.bottom, self.outside_picture_.size);
  swapcontext(&self.inside_, &self.outside_);
  std::abort();  // nobody resumes a fiber that has finished
}

void Fiber::resume() {
  entering = this;
  before_switch(&outside_picture_.fake_stack, inside_picture_.bottom, inside_picture_.size);
  swapcontext(&outside_, &inside_);
  after_switch(outside_picture_.fake_stack, nullptr, nullptr);
}

void Fiber::leave() {
  before_switch(&inside_picture_.fake_stack, outside_picture_.bottom, outside_picture_.size);
  swapcontext(&inside_, &outside_);
  after_switch(inside_picture_.fake_stack, &outside_picture_.bottom, &outside_picture_.size);
}

}  // namespace turnstile
