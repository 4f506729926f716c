// Ends the program with the status of success. An end is no verdict: unknown.
#pragma once

#include <cstdlib>

class Lock {
 public:
  void lock(int) { std::exit(0); }
  void unlock(int) {}
};
