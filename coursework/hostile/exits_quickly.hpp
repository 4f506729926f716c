// Ends the program by another door. An end is no verdict: unknown.
#pragma once

#include <cstdlib>

class Lock {
 public:
  void lock(int) { std::quick_exit(0); }
  void unlock(int) {}
};
