#include <turnstile/atomic.hpp>
#include <turnstile/check.hpp>

#include "spin_lock.hpp"

void two_threads_count() {
  SpinLock lock;
  turnstile::var<int> counter{0};
  turnstile::run_threads(2, [&](int) {
    lock.lock();
    ++counter;
    lock.unlock();
  });
  turnstile::require(counter == 2);
}

// BUG: what the lock protects is read without it.
void one_looks_from_outside() {
  SpinLock lock;
  turnstile::var<int> counter{0};
  turnstile::label(counter, "counter");
  turnstile::thread counts([&] {
    lock.lock();
    ++counter;
    lock.unlock();
  });
  turnstile::require(counter.read() <= 1);
  counts.join();
}

int main() {
  const auto right = turnstile::check(two_threads_count, {.name = "two threads count"});
  const auto wrong = turnstile::check(
      one_looks_from_outside,
      {.name = "one looks from outside", .expected = {turnstile::Outcome::violated, turnstile::Kind::data_race}});
  const auto lock = turnstile::check_lock<SpinLock>({.threads = 2, .rounds = 2});
  return turnstile::report(right) + turnstile::report(wrong) + turnstile::report(lock);
}
