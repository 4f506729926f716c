// Takes all memory. It has little, and asking for more ends it.
#pragma once

inline char* volatile keep = nullptr;

class Lock {
 public:
  void lock(int) {
    for (;;) keep = new char[1 << 20];
  }
  void unlock(int) {}
};
