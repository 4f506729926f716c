// Starts threads of its own, which would not be seen. None can be started: std::thread throws.
#pragma once

#include <thread>

class Lock {
 public:
  void lock(int) {
    std::thread([] {}).join();
  }
  void unlock(int) {}
};
