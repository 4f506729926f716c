// Counting semaphore that looks for a permit and takes one in two steps.
//
//   down:  repeat  n := permits  until  n > 0;  permits := permits - 1
//   up:    permits := permits + 1
//
// Differs from semaphore.hpp in down. Two threads see the last permit, and both take it.
// Breaks capacity, kind overlap; every engine sees it.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform>
class SemaphoreLookThenTake {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  static constexpr int capacity = 2;

  void down(int) {
    Platform::await([&] { return permits_.load(relaxed) > 0; });
    // BUG: the permit that was seen may be gone.
    permits_.fetch_sub(1, acquire);
  }

  void up(int) { permits_.fetch_add(1, release); }

  void describe(auto&& name) const { name("permits", permits_); }

 private:
  atomic<int> permits_{capacity};
};

}  // namespace turnstile::broken
