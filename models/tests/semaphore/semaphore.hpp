// Counting semaphore: so many permits, of which a thread takes one or waits.
//
//   down:  repeat  n := permits  until  n > 0 and compare_exchange(permits, n, n - 1)
//   up:    permits := permits + 1
//
// For any number of threads; the seat is ignored.
// Guarantees:  capacity: no more threads are inside than there are permits; progress.
// Does not:    bounded waiting. Nobody remembers who waits.
// Source: E. W. Dijkstra, Cooperating Sequential Processes, 1965; down and up are his P and V.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile {

template <platform Platform = StdPlatform>
class Semaphore {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  static constexpr int capacity = 2;

  void down(int) {
    Platform::await([&] {
      // relaxed: only (1) decides.
      int permits = permits_.load(relaxed);
      // (1) acquire: synchronizes with (2), the up whose permit this is.
      return permits > 0 && permits_.compare_exchange_strong(permits, permits - 1, acquire, relaxed);
    });
  }

  void up(int) {
    // (2) release: what I did inside happens before (1) of whoever takes my permit.
    permits_.fetch_add(1, release);
  }

  void describe(auto&& name) const { name("permits", permits_); }

 private:
  atomic<int> permits_{capacity};
};

}  // namespace turnstile
