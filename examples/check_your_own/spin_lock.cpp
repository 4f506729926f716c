#include "spin_lock.hpp"

void SpinLock::lock() {
  while (!try_lock()) {
    while (locked_.load(std::memory_order_relaxed)) {
    }
  }
}

bool SpinLock::try_lock() { return !locked_.exchange(true, std::memory_order_acquire); }

void SpinLock::unlock() { locked_ = false; }
