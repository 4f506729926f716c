#include <mutex>

#include <algorithms/std_platform.hpp>

#include "peterson.hpp"
#include "spin_lock.hpp"

int main() {
  SpinLock spin;
  int counter = 0;
  turnstile::run_threads(4, [&](int) {
    for (int i = 0; i < 1000; ++i) {
      const std::scoped_lock guard(spin);
      ++counter;
    }
  });

  RightPeterson<turnstile::StdPlatform> peterson;
  turnstile::run_threads(2, [&](int self) {
    for (int i = 0; i < 1000; ++i) {
      peterson.lock(self);
      ++counter;
      peterson.unlock(self);
    }
  });
  return counter == 6000 ? 0 : 1;
}
