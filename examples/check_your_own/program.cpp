#include <mutex>

#include "spin_lock.hpp"

int main() {
  SpinLock lock;
  int counter = 0;
  turnstile::run_threads(4, [&](int) {
    for (int i = 0; i < 1000; ++i) {
      const std::scoped_lock guard(lock);
      ++counter;
    }
  });
  return counter == 4000 ? 0 : 1;
}
