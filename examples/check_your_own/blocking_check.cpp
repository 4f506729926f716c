// A client that blocks: the mutex and the condition variable are the engine's where this is checked.
#include <turnstile/atomic.hpp>
#include <turnstile/check.hpp>

void one_waits_for_the_other() {
  turnstile::mutex m;
  turnstile::condition_variable changed;
  turnstile::var<bool> ready{false};

  turnstile::thread consumer([&] {
    turnstile::unique_lock lock(m);
    changed.wait(lock, [&] { return ready.read(); });
  });
  {
    const turnstile::lock_guard lock(m);
    ready = true;
  }
  changed.notify_one();
  consumer.join();
}

int main() { return turnstile::report(turnstile::check(one_waits_for_the_other, {.name = "one waits for the other"})); }
