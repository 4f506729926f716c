// What the tests of the exhaustive engine share.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "models/rc11/explore.hpp"
#include "models/rc11/platform.hpp"

namespace turnstile::rc11 {

using Int = Platform::atomic<int>;

// Creates the threads, and waits for them.
inline void together(std::vector<std::function<void()>> threads) {
  std::vector<int> numbers;
  numbers.reserve(threads.size());
  for (auto& thread : threads) numbers.push_back(Platform::spawn(std::move(thread)));
  for (const int number : numbers) Platform::join(number);
}

// The same thread n times, each with its number.
inline void n_times(int n, const std::function<void(int)>& thread) {
  std::vector<std::function<void()>> threads;
  threads.reserve(static_cast<std::size_t>(n));
  for (int i = 0; i < n; ++i) threads.emplace_back([&thread, i] { thread(i); });
  together(std::move(threads));
}

inline Result explore_all(const std::function<void()>& program, const Options& options = {}) {
  return explore([&]() -> Body { return {.run = program}; }, options);
}

// A client's program, by hand: n threads that each take the lock `rounds` times, with a plain counter inside.
template <class Lock>
void count_inside(int n, int rounds) {
  Lock lock;
  Platform::var<int> counter{0};
  n_times(n, [&](int self) {
    for (int round = 0; round < rounds; ++round) {
      lock.lock(self);
      counter.write(counter.read() + 1);
      lock.unlock(self);
    }
  });
  if (counter.read() != n * rounds) Platform::violated(Kind::lost_update);
}

}  // namespace turnstile::rc11
