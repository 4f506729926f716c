// A lock variable that is an ordinary bool.
// Source: none; a common mistake.
// Expected: a data race on the flag itself, whatever is asked.
#pragma once

class Lock {
 public:
  void lock(int) {
    while (held_) {
    }
    held_ = true;
  }

  void unlock(int) { held_ = false; }

 private:
  bool held_ = false;
};
