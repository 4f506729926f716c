// Aborts. Nothing is known of a lock that does.
#pragma once

#include <cstdlib>

class Lock {
 public:
  void lock(int) { std::abort(); }
  void unlock(int) {}
};
