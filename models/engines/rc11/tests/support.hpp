// What the tests of the exhaustive engine share.
#pragma once

#include <array>
#include <functional>
#include <initializer_list>
#include <utility>

#include "models/engines/rc11/client.hpp"
#include "models/engines/rc11/explore.hpp"
#include "models/engines/rc11/platform.hpp"

namespace turnstile::rc11 {

using Int = Platform::atomic<int>;

// Creates the threads, and waits for them. Whatever a program has from the heap of the process is lost when an execution
// is left in the middle, as most are that are blocked: nothing here has.
inline void together(std::initializer_list<std::function<void()>> threads) {
  std::array<int, std::size_t{2} * graph_threads> numbers{};  // some want too many
  std::size_t n = 0;
  for (const auto& thread : threads) numbers.at(n++) = Platform::spawn(thread);
  for (std::size_t i = 0; i < n; ++i) Platform::join(numbers.at(i));
}

// The same, with a little less ado.
template <class... Thread>
  requires(sizeof...(Thread) > 1)
void together(const Thread&... threads) {
  for (const int number : {Platform::spawn(threads)...}) Platform::join(number);
}

// The same thread n times, each with its number.
template <class Thread>
void n_times(int n, const Thread& thread) {
  std::array<int, std::size_t{2} * graph_threads> numbers{};  // some want too many
  for (int i = 0; i < n; ++i) numbers.at(static_cast<std::size_t>(i)) = Platform::spawn([&thread, i] { thread(i); });
  for (int i = 0; i < n; ++i) Platform::join(numbers.at(static_cast<std::size_t>(i)));
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
