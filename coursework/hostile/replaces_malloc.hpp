// Has allocation fail. The system's own functions cannot be defined twice.
#pragma once

#include <cstddef>

class Lock {
 public:
  void lock(int) {}
  void unlock(int) {}
};

extern "C" void* malloc(std::size_t) { return nullptr; }
