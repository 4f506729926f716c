// Two threads count under Peterson's lock.
#include <atomic>
#include <concepts>
#include <mutex>
#include <thread>

#include <algorithms/peterson/peterson.hpp>
#include <algorithms/seat.hpp>
#include <turnstile/atomic.hpp>

static_assert(std::same_as<turnstile::atomic<int>, std::atomic<int>>);

int main() {
  turnstile::PetersonLock<> lock;
  int counter = 0;
  const auto count = [&](int self) {
    turnstile::Seat mine(lock, self);
    for (int i = 0; i < 1000; ++i) {
      const std::scoped_lock guard(mine);
      ++counter;
    }
  };
  std::thread other(count, 1);
  count(0);
  other.join();
  return counter == 2000 ? 0 : 1;
}
