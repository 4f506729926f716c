// The production platform: std::atomic, plain memory, and a wait that is kind to the processor.
#pragma once

#include <algorithm>
#include <atomic>
#include <concepts>
#include <thread>

#include "algorithms/platform.hpp"

namespace turnstile {

struct StdPlatform {
  template <class T>
  using atomic = std::atomic<T>;

  // Plain data, as fast as a member: nothing is checked here (ThreadSanitizer sees it as it is).
  template <class T>
  class var {
   public:
    constexpr var() = default;
    constexpr var(T value) : value_(value) {}
    T read() const { return value_; }
    void write(T value) { value_ = value; }

   private:
    T value_{};
  };

  static void fence(std::memory_order order) { std::atomic_thread_fence(order); }

  // Exponential back-off, so that waiters leave the cache line to the thread that will change it: 1, 2, 4 ... 64 pauses
  // between two looks; from then on the processor is given away, for the thread we wait for may need it.
  template <std::predicate Condition>
  static void await(Condition condition) {
    for (int pauses = 1; !condition(); pauses = back_off(pauses)) [[unlikely]] {
      // The first look is all that a thread pays for that need not wait.
    }
  }

 private:
  static constexpr int longest_pause = 64;

  // Waits, and returns for how long the next time. Out of line, and the condition is not: what that refers to can stay
  // in registers.
  [[gnu::noinline, gnu::cold]] static int back_off(int pauses) {
    if (pauses <= longest_pause) {
      pause(pauses);
    } else {
      std::this_thread::yield();
    }
    return std::min(2 * pauses, 2 * longest_pause);
  }

  static void pause(int times) {
    for (int i = 0; i < times; ++i) {
#if defined(__x86_64__) || defined(__i386__)
      __builtin_ia32_pause();
#elif defined(__aarch64__)
      asm volatile("yield");
#endif
    }
  }
};

static_assert(platform<StdPlatform>);

}  // namespace turnstile
